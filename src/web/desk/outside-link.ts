import { html } from 'hono/html';
import { printable } from '../../core/printable.ts';
import { type Html } from './layout.ts';

/** A way out of these pages, where it is one of the web; what else was given as a URL is only shown. */
export const outsideLink = (url: string, text: string): Html =>
  isOfWeb(url)
    ? html`<a href="${url}" rel="noreferrer">${text}</a>`
    : html`<span class="muted">${printable(url)}</span>`;

const isOfWeb = (url: string): boolean => /^https?:\/\/[^\s[\]]+$/.test(url) && URL.canParse(url);
