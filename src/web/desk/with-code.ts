import { html } from 'hono/html';
import { type Html } from './layout.ts';

/** A sentence of ours, with what stands between backticks as code. */
export const withCode = (text: string): Html =>
  html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
