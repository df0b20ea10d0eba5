import { html } from 'hono/html';
import { relativeTime } from '../../core/elapsed.ts';
import { type Html } from './layout.ts';

export { lengthOf, relativeTime } from '../../core/elapsed.ts';

/** Times and lengths of time are milliseconds. */

/** UTC to the second: "2026-11-23 19:27:15 UTC". */
export const exactTime = (at: number): string =>
  `${new Date(at).toISOString().replace('T', ' ').slice(0, -5)} UTC`;

/** How far it is from now, and on asking when exactly. */
export const when = (at: number, now: number): Html =>
  html`<time datetime="${new Date(at).toISOString()}" title="${exactTime(at)}"
    >${relativeTime(at, now)}</time
  >`;
