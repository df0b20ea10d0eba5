import { html } from 'hono/html';
import { type ErrorCode, ERRORS } from '../../errors.ts';
import { type Html } from './layout.ts';

/** What went wrong, on a page that goes on; a page that does not is problem-page.ts. */
export const problemNotice = (code: ErrorCode): Html =>
  html`<p class="notice bad" role="alert">${ERRORS[code].text} ${ERRORS[code].remedy} [${code}]</p>`;
