import { html, raw } from 'hono/html';
import { type ErrorCode } from '../../errors.ts';
import { type Html } from '../desk/layout.ts';
import { problemNotice } from '../desk/problem-notice.ts';
import { frame } from './frame.ts';

export interface ImportPageParts {
  readonly githubUrl: string;
  /** Where the App on GitHub must send its webhooks; undefined where no channel could be made. */
  readonly webhookUrl: string | undefined;
  readonly appId: string;
  readonly problems: Readonly<Partial<Record<'appId' | 'pem' | 'webhookSecret', string>>>;
  readonly refusal?: ErrorCode;
}

/** For an App that is on GitHub already. What was secret is not filled in again. */
export const importPage = ({ githubUrl, webhookUrl, appId, problems, refusal }: ImportPageParts): Html =>
  frame(
    'Use an existing App',
    html`<h1>Use an existing App</h1>
      ${refusal && problemNotice(refusal)}
      <ol class="steps">
        <li>
          <a href="${githubUrl}/settings/apps" rel="noreferrer">On its page on GitHub</a>, set the webhook URL
          ${webhookUrl === undefined ? '' : html`to <code>${webhookUrl}</code>`} and a webhook secret, and
          generate a private key.
        </li>
        <li>
          Enter these here:
          <form method="post" action="/probot/import" class="choices">
            <label for="appId">App ID</label>
            <input
              id="appId"
              name="appId"
              inputmode="numeric"
              required
              value="${appId}"
              ${wrongIf('appId', problems.appId)}
            />
            ${why('appId', problems.appId)}
            <label for="pem">Private key: the whole .pem file</label>
            <textarea
              id="pem"
              name="pem"
              rows="6"
              required
              spellcheck="false"
              autocomplete="off"
              ${wrongIf('pem', problems.pem)}
            ></textarea>
            ${why('pem', problems.pem)}
            <label for="webhookSecret">Webhook secret</label>
            <input
              id="webhookSecret"
              name="webhookSecret"
              type="password"
              required
              autocomplete="off"
              ${wrongIf('webhookSecret', problems.webhookSecret)}
            />
            ${why('webhookSecret', problems.webhookSecret)}
            <button type="submit" class="chief">Use this App</button>
          </form>
        </li>
      </ol>
      <p><a href="/probot">Or register a new App</a></p>`,
  );

const wrongIf = (name: string, problem: string | undefined): Html | string =>
  problem === undefined ? '' : html`${raw('aria-invalid="true"')} aria-describedby="${name}-problem"`;

const why = (name: string, problem: string | undefined): Html | string =>
  problem === undefined ? '' : html`<p class="wrong" id="${name}-problem">${problem}</p>`;
