import { html } from 'hono/html';
import { type Html } from '../desk/layout.ts';
import { problemNotice } from '../desk/problem-notice.ts';
import { codeField } from '../desk/sign-in/code-field.ts';
import { frame } from './frame.ts';

/** The script of the sign-in page takes the code of the printed link into this form. */
export const codePage = (isWrong: boolean): Html =>
  frame(
    'Set up',
    html`<div class="entrance">
      <h1>Set up Hub Relay</h1>
      ${isWrong && problemNotice('set-up-code')}
      <form method="post" action="/probot/enter" id="sign-in">
        ${codeField(
          html`Code that <code>hub-relay start</code> printed`,
          'Open',
          'You are not at the machine itself, as far as it can tell. Whoever may read what the server prints, in its terminal or its log, finds the code there.',
        )}
      </form>
    </div>`,
  );
