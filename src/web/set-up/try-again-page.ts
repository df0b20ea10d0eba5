import { html } from 'hono/html';
import { type Html } from '../desk/layout.ts';
import { problemNotice } from '../desk/problem-notice.ts';
import { frame } from './frame.ts';

/** GitHub made the App, and then could not be asked for it. */
export const tryAgainPage = (): Html =>
  frame(
    'GitHub does not answer',
    html`<h1>GitHub does not answer</h1>
      ${problemNotice('github-unreadable')}
      <p>The App is registered. Load this page again, within an hour, and it is taken from there.</p>`,
  );
