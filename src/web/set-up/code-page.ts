import { html } from 'hono/html';
import { type Html } from '../desk/layout.ts';
import { frame, problemNotice } from './frame.ts';

/** The script of the sign-in page takes the code of the printed link into this form. */
export const codePage = (isWrong: boolean): Html =>
  frame(
    'Set up',
    html`<div class="entrance">
      <h1>Set up Hub Relay</h1>
      ${isWrong && problemNotice('set-up-code')}
      <form method="post" action="/probot/enter" id="sign-in">
        <label for="code">Code that <code>hub-relay start</code> printed</label>
        <div class="code">
          <input
            id="code"
            name="code"
            type="text"
            required
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck="false"
            maxlength="200"
            aria-describedby="code-help"
          />
          <button type="submit">Open</button>
        </div>
        <p class="muted" id="code-help">
          You are not at the machine itself, as far as it can tell. Whoever may read what the server prints,
          in its terminal or its log, finds the code there.
        </p>
      </form>
    </div>`,
  );
