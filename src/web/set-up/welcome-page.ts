import { html } from 'hono/html';
import { type Html } from '../desk/layout.ts';
import { HUB_FILE, SPOKE_FILE } from '../desk/overview/first-steps.ts';
import { frame } from './frame.ts';
import { type Checked, type Progress } from './progress.ts';

/** For whoever installed the App later on, and for all others: nothing of this server is told. */
export const installedPage = (): Html =>
  frame(
    'What to do next',
    html`<h1>Hub Relay is installed</h1>
      <p>Two small files, and it relays:</p>
      ${files()}
      <p><a href="/">To the pages of Hub Relay</a></p>`,
  );

/** For who set it up: how far it is, what to do next, and what `hub-relay doctor` says of it. */
export const welcomePage = (progress: Progress): Html => {
  const { phase, app, findings } = progress;
  const wait = phase === 'starting' || (phase === 'running' && findings === undefined);
  return frame(
    HEADINGS[phase],
    html`<div id="progress" data-phase="${phase}" data-waits="${String(wait)}">
      <h1>${HEADINGS[phase]}</h1>
      ${progress.problem !== undefined && html`<p class="notice bad" role="alert">${progress.problem}</p>`}
      ${kept(progress)}
      ${phase === 'failed' && html`<p>The App is registered. Mend what is said above, and start Hub Relay again.</p>`}
      <h2>What to do next</h2>
      <ol class="steps">
        <li>
          ${app && html`<a href="${app.pageUrl}/installations/new">Install ${app.name}</a>`} on two
          repositories: a spoke, where something happens, and a hub, which is to be told.
        </li>
        <li>
          Commit <code>.github/hub-relay.yml</code> to the default branch of both;
          <code>npx hub-relay init</code> writes it after a few questions.${files()}
        </li>
        <li>
          Push to the spoke. <code>npx hub-relay dashboard</code> prints a link to the pages that show what
          became of it.
        </li>
      </ol>
      ${phase === 'running' && doctor(findings)}
    </div>`,
  );
};

const HEADINGS: Readonly<Record<Progress['phase'], string>> = {
  asked: 'No App yet',
  starting: 'Hub Relay is starting',
  running: 'Hub Relay is running',
  failed: 'Hub Relay could not start',
};

const kept = ({ app, keptIn, unkept, unkeptBecause }: Progress): Html => {
  if (keptIn !== undefined)
    return html`<p class="notice good">
      ${app && html`GitHub knows the App <a href="${app.pageUrl}">${app.name}</a>.`} Its credentials are in
      <code>${keptIn}</code>, which only this user can read; the next start finds them there.
    </p>`;
  if (unkeptBecause === undefined) return html``;
  return html`<div class="notice bad">
    <p>
      The credentials of the App could not be written: ${unkeptBecause}. As the server runs now it keeps them
      only in memory. [set-up-unwritable]
    </p>
    ${
      unkept
        ? html`<form method="post" action="/probot/credentials">
            <button type="submit">Show them, once</button>
          </form>`
        : html`<p>
            They were shown. If they are lost, make a new private key, webhook secret and client secret on the
            App’s page on GitHub.
          </p>`
    }
  </div>`;
};

const files = (): Html =>
  html`<div class="files">
    <figure>
      <figcaption>In the hub, such as <b>acme/docs</b>: <code>.github/hub-relay.yml</code></figcaption>
      <pre tabindex="0"><code>${HUB_FILE}</code></pre>
    </figure>
    <figure>
      <figcaption>In the spoke, such as <b>acme/app</b>: <code>.github/hub-relay.yml</code></figcaption>
      <pre tabindex="0"><code>${SPOKE_FILE}</code></pre>
    </figure>
  </div>`;

const doctor = (findings: readonly Checked[] | undefined): Html =>
  html`<h2 id="doctor">What <code>hub-relay doctor</code> says</h2>
    ${findings === undefined ? html`<p role="status">Everything is being checked…</p>` : findingTable(findings)}
    <form method="post" action="/probot/check">
      <button type="submit">Check again</button>
    </form>`;

const CLASSES: Readonly<Record<Checked['level'], string>> = {
  ok: 'state-delivered',
  warn: 'state-waiting',
  fail: 'state-dead',
};

const findingTable = (findings: readonly Checked[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Findings">
    <table>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Check</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        ${findings.map(
          ({ check, level, text, remedy }) =>
            html`<tr>
              <td><span class="tag ${CLASSES[level]}">${level}</span></td>
              <td>${check}</td>
              <td class="found">
                ${text}${remedy === undefined ? '' : html`<p class="muted">→ ${remedy}</p>`}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** The only page that shows secrets, and it does so once. */
export const credentialsPage = (values: Readonly<Record<string, string>>): Html =>
  frame(
    'Credentials',
    html`<h1>The credentials of the App</h1>
      <p>
        They are not shown again. Set these variables where this server is configured, and keep them nowhere
        else: who has them can act as the App.
      </p>
      <label for="values">The lines of an environment file</label>
      <textarea id="values" rows="10" readonly spellcheck="false">
${Object.entries(values)
          .map(([name, value]) => `${name}=${value}`)
          .join('\n')}</textarea>
      <p><a href="/probot/success">Go on</a></p>`,
  );
