import { html } from 'hono/html';
import { type Html, layout } from '../desk/layout.ts';

/** Every page of the set-up loads the same files, so that none is missing while one server takes the place of the other. */
export const frame = (title: string, content: Html): Html =>
  layout({ title, scripts: ['sign-in', 'set-up'], content: html`<div class="set-up">${content}</div>` });
