import { html } from 'hono/html';
import { type Html } from '../layout.ts';

/** Where a printed code goes. The script of the sign-in page takes it out of the address into the form around it. */
export const codeField = (label: Html, button: string, help: string): Html =>
  html`<label for="code">${label}</label>
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
      <button type="submit">${button}</button>
    </div>
    <p class="muted" id="code-help">${help}</p>`;
