import { html, raw } from 'hono/html';
import { type AppDeclaration } from '../../config/app-manifest.ts';
import { NEEDS } from '../../core/permissions.ts';
import { type ErrorCode } from '../../errors.ts';
import { type Html } from '../desk/layout.ts';
import { type Choices, type Problems } from './choices.ts';
import { problemNotice } from '../desk/problem-notice.ts';
import { frame } from './frame.ts';

export interface SetUpPageParts {
  readonly declaration: AppDeclaration;
  readonly githubUrl: string;
  readonly choices: Choices;
  readonly problems: Problems;
  /** What the button sends to GitHub; absent while something is wrong with the choices. */
  readonly asked?: { readonly action: string; readonly manifest: string; readonly webhookUrl: string };
  readonly refusal?: ErrorCode;
}

/** Probot's page, with what is asked for and why, and what may be chosen. */
export const setUpPage = (parts: SetUpPageParts): Html => {
  const { declaration, githubUrl, choices, asked, refusal } = parts;
  const owner = choices.organisation === '' ? 'your own account' : choices.organisation;
  return frame(
    'Set up',
    html`<h1>Welcome to Hub Relay</h1>
      <p>${declaration.description} It works as a GitHub App of your own, which has to be registered once.</p>
      ${refusal && problemNotice(refusal)}
      ${
        asked &&
        html`<form method="post" action="${asked.action}" class="register">
          <input type="hidden" name="manifest" value="${asked.manifest}" />
          <button type="submit" class="chief">Register GitHub App</button>
          <p>
            “${choices.name}”, owned by ${owner} on ${new URL(githubUrl).host}. GitHub asks you once more, and
            brings you back here.
          </p>
          <p class="muted">GitHub will send its webhooks to <code>${asked.webhookUrl}</code></p>
        </form>`
      }
      <p><a href="/probot/import">Or use an existing App</a></p>
      ${choiceForm(parts)} ${askedFor(declaration)}`,
  );
};

const choiceForm = ({ choices, problems, declaration, asked }: SetUpPageParts): Html =>
  html`<h2>What you may choose</h2>
    <form method="get" action="/probot" class="choices">
      ${field('name', 'Name of the App', choices.name, 'On GitHub no other App may have it: up to 34 characters.', problems.name)}
      ${field('organisation', 'Organisation that owns it', choices.organisation, 'Its login, such as acme. Empty: your own account.', problems.organisation)}
      <fieldset>
        <legend>How GitHub’s webhooks reach this server</legend>
        ${radio('webhooks', 'channel', 'Through a channel of smee.io: no public address is needed, for trying it out', choices.webhooks === 'channel')}
        ${radio('webhooks', 'direct', 'Directly, at this address:', choices.webhooks === 'direct')}
        ${field('address', 'Address of this server', choices.address, 'Where GitHub and people reach it, such as https://relay.example.com.', problems.address)}
      </fieldset>
      <p>
        <label
          ><input type="checkbox" name="public" value="true" ${choices.isPublic ? raw('checked') : ''} />
          Others may install it too: needed where ${declaration.name} is to relay between repositories of
          different owners</label
        >
      </p>
      <button type="submit" ${asked ? '' : raw('class="chief"')}>Apply</button>
    </form>`;

const field = (name: string, label: string, value: string, help: string, problem?: string): Html =>
  html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      autocapitalize="none"
      spellcheck="false"
      maxlength="200"
      aria-describedby="${name}-help"
      ${problem === undefined ? '' : raw('aria-invalid="true"')}
    />
    <p class="${problem === undefined ? 'muted' : 'wrong'}" id="${name}-help">${problem ?? help}</p>`;

const radio = (name: string, value: string, label: string, isChosen: boolean): Html =>
  html`<p>
    <label
      ><input type="radio" name="${name}" value="${value}" ${isChosen ? raw('checked') : ''} />
      ${label}</label
    >
  </p>`;

/** Beside those that routes name. */
const EVENT_REASONS: Readonly<Record<string, string>> = {
  repository: 'so that renames, transfers and changed visibility are known at once',
  repository_dispatch: 'so that chains of notifications are seen, and loops end',
};

const askedFor = ({ default_permissions: permissions, default_events: events }: AppDeclaration): Html =>
  html`<h2>What GitHub will be asked for</h2>
    <p>Each owner of repositories decides on which of them the App is installed; it sees no others.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Permissions">
      <table>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            <th scope="col">Level</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(permissions).map(
            ([name, level]) =>
              html`<tr>
                <td><code>${name}</code></td>
                <td>${level}</td>
                <td>${NEEDS.find((need) => need.name === name)?.purpose ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p>And to be told of these events:</p>
    <ul>
      ${events.map(
        (name) => html`<li><code>${name}</code>, ${EVENT_REASONS[name] ?? 'which routes can name'}</li>`,
      )}
    </ul>`;
