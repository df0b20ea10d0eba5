import { html } from 'hono/html';
import { type ErrorCode, ERRORS } from '../../../errors.ts';
import { type Html, layout } from '../layout.ts';

export interface SignInPageParts {
  readonly hasGithub: boolean;
  /** A local path. */
  readonly returnTo: string;
  /** Why the last try came to nothing. */
  readonly refusal?: ErrorCode;
}

/** What there is to come in by. */
export const signInPage = ({ hasGithub, returnTo, refusal }: SignInPageParts): Html =>
  layout({
    title: 'Sign in',
    scripts: ['sign-in'],
    content: html`<div class="entrance">
      <h1>Sign in to Hub Relay</h1>
      ${refusal && problem(refusal)} ${hasGithub && withGithub(returnTo)}
      <form method="post" action="/sign-in" id="sign-in">
        <input type="hidden" name="to" value="${returnTo}" />
        <label for="code">Code of <code>hub-relay dashboard</code></label>
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
          <button type="submit">Sign in</button>
        </div>
        <p class="muted" id="code-help">
          Whoever may run commands on the server gets one there. It works once, for ten minutes.
        </p>
      </form>
    </div>`,
  });

const problem = (code: ErrorCode): Html =>
  html`<p class="notice bad" role="alert">${ERRORS[code].text} ${ERRORS[code].remedy} [${code}]</p>`;

const withGithub = (returnTo: string): Html =>
  html`<p>
    <a class="with-github" href="/sign-in/github?to=${encodeURIComponent(returnTo)}">Sign in with GitHub</a>
  </p>`;
