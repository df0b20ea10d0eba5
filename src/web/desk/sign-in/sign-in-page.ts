import { html } from 'hono/html';
import { type ErrorCode } from '../../../errors.ts';
import { type Html, layout } from '../layout.ts';
import { problemNotice } from '../problem-notice.ts';
import { codeField } from './code-field.ts';

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
      ${refusal && problemNotice(refusal)} ${hasGithub && withGithub(returnTo)}
      <form method="post" action="/sign-in" id="sign-in">
        <input type="hidden" name="to" value="${returnTo}" />
        ${codeField(
          html`Code of <code>hub-relay dashboard</code>`,
          'Sign in',
          'Whoever may run commands on the server gets one there. It works once, for ten minutes.',
        )}
      </form>
    </div>`,
  });

const withGithub = (returnTo: string): Html =>
  html`<p>
    <a class="with-github" href="/sign-in/github?to=${encodeURIComponent(returnTo)}">Sign in with GitHub</a>
  </p>`;
