import { html } from 'hono/html';
import { type Html } from '../layout.ts';
import { SAMPLES } from './samples.ts';
import { type TextField, type Trial } from './trial.ts';

export interface TryPage {
  readonly trial: Trial;
  /** Why what the address or the form asked for is not what is shown. */
  readonly notice?: string;
  readonly result: Html;
}

/** Three texts, and beside them what comes of them. */
export const tryPage = ({ trial, notice, result }: TryPage): Html =>
  html`<h1>Try it</h1>
    <p class="lead">
      Which routes fire for an event, why, and what they send. Nothing is stored, sent or asked of GitHub.
    </p>
    ${notice !== undefined && html`<p class="notice bad" role="alert">${notice}</p>`}
    <form id="try" class="try" method="post" action="/try#result" enctype="multipart/form-data">
      <div class="bar">
        <button class="chief" type="submit" name="then" value="try">Try</button>
        <div class="samples" role="group" aria-label="Begin with a payload of">
          <span class="muted" aria-hidden="true">Payload of</span>
          ${SAMPLES.map(
            (name) => html`<button type="submit" name="sample" value="${name}"><code>${name}</code></button>`,
          )}
        </div>
      </div>
      <div class="columns">
        <div class="inputs">
          ${text('payload', 'Payload of the event', trial.payload, 16)}
          <fieldset>
            <legend>Spoke</legend>
            ${text('spoke', 'File of the spoke', trial.spoke, 9)}
            ${choice('spokeVisibility', 'The spoke is', trial.spokeVisibility, SPOKE_IS)}
          </fieldset>
          <fieldset>
            <legend>Hub</legend>
            <label for="hubName">Name of the hub</label>
            <input
              id="hubName"
              name="hubName"
              value="${trial.hubName}"
              maxlength="200"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              placeholder="the first that the spoke’s file names"
            />
            ${text('hub', 'File of the hub', trial.hub, 6)}
            ${choice('hubVisibility', 'The hub is', trial.hubVisibility, HUB_IS)}
          </fieldset>
          <button class="chief" type="submit" name="then" value="try">Try</button>
        </div>
        <div id="result" class="result" tabindex="-1">${result}</div>
      </div>
    </form>
    ${openLink()}`;

const VISIBILITIES = [
  ['public', 'public'],
  ['private', 'private'],
  ['internal', 'internal'],
] as const;
const HUB_IS = VISIBILITIES;
const SPOKE_IS = [['', 'as the payload says'], ...VISIBILITIES] as const;

const text = (name: TextField, label: string, value: string, rows: number): Html =>
  html`<label for="${name}">${label}</label>
    <textarea
      id="${name}"
      name="${name}"
      rows="${rows}"
      spellcheck="false"
      autocapitalize="off"
      autocomplete="off"
      wrap="off"
    >
${value}</textarea>`;

const choice = (
  name: 'spokeVisibility' | 'hubVisibility',
  label: string,
  chosen: string,
  options: readonly (readonly [string, string])[],
): Html =>
  html`<label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(
        ([value, word]) =>
          html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${word}</option>`,
      )}
    </select>`;

/** A link's state stands behind its "#", which a browser keeps to itself: a script posts it, or a person. */
const openLink = (): Html =>
  html`<details class="open-link">
    <summary>Open a link that somebody shared</summary>
    <form id="open" method="post" action="/try" enctype="multipart/form-data">
      <p>Where scripts are off, put the whole link here.</p>
      <label for="code">Link</label>
      <input id="code" name="code" autocomplete="off" spellcheck="false" />
      <button type="submit">Open</button>
    </form>
  </details>`;
