import { html } from 'hono/html';
import { type Problem } from '../../../config/problems.ts';
import { eventTitle } from '../../../core/event.ts';
import { printable } from '../../../core/printable.ts';
import { type NoEvent } from '../../../flow/explain.ts';
import { type Html } from '../layout.ts';
import { fileListing, problemLinks } from '../repositories/file-listing.ts';
import { findingCards } from './finding-cards.ts';
import { type Outcome } from './run-trial.ts';
import { MOST_BYTES, type TextField, type Trial } from './trial.ts';

/** What comes of a trial: one line first, which is read aloud; then what is wrong; then each route. */
export const resultOf = (trial: Trial, outcome: Outcome): Html => {
  if ('tooLarge' in outcome) return tooLargeResult(outcome.tooLarge);
  const { problems } = outcome;
  const listings = html`${wrongFile('spoke', trial, problems.spoke)} ${wrongFile('hub', trial, problems.hub)}`;
  if ('trouble' in outcome)
    return html`${headline(false, 'The payload is no event that can be tried')} ${troubleOf(outcome.trouble)}
    ${listings}`;
  const { event, findings, isItself, hubName } = outcome;
  const fired = findings.filter((finding) => finding.outcome === 'fires').length;
  const routes = findings.length === 1 ? 'route fires' : 'routes fire';
  return html`${headline(fired > 0, findings.length === 0 ? 'No route speaks of it' : `${fired} of ${findings.length} ${routes}`)}
    <p>
      <code>${printable(eventTitle(event))}</code> in <bdi>${printable(event.repository ?? '')}</bdi>, with
      the hub
      <bdi>${printable(hubName)}</bdi>
    </p>
    ${isItself ? html`<p class="notice bad">${ITSELF}</p>` : ''} ${listings} ${findingCards(outcome)}`;
};

const ITSELF =
  'The hub has the name of the payload’s repository, and no repository notifies itself: only the spoke’s file was looked at. Name another hub.';

const headline = (isGood: boolean, text: string): Html =>
  html`<h2 id="came">What comes of it</h2>
    <p role="status" class="headline ${isGood ? 'good' : 'bad'}">
      <strong>${isGood ? '✓' : '✗'} ${text}.</strong>
    </p>`;

const NAMES: Readonly<Record<TextField, string>> = {
  payload: 'The payload',
  spoke: 'The file of the spoke',
  hub: 'The file of the hub',
};

const tooLargeResult = (fields: readonly TextField[]): Html =>
  html`${headline(false, 'It was not tried')}
    <ul>
      ${fields.map(
        (field) =>
          html`<li>
            ${NAMES[field]} is over ${MOST_BYTES / 1024} KB, the most that is taken here. Make it smaller, or
            run
            <code>hub-relay explain</code>, which takes any size.
          </li>`,
      )}
    </ul>`;

const troubleOf = (trouble: NoEvent): Html => {
  if (trouble.kind === 'not-json')
    return html`<p class="notice bad">
      <strong>It is not JSON.</strong>
      <a href="#payload" data-place="payload:${trouble.line}:${trouble.column}"
        >Line ${trouble.line}, column ${trouble.column}</a
      >: ${printable(trouble.message)}.
    </p>`;
  if (trouble.kind === 'incomplete')
    return html`<div class="notice bad">
      <p><strong>It lacks what ${article(trouble.name)} must have:</strong></p>
      <ul>
        ${trouble.missing.map((field) => html`<li><code>${printable(field)}</code></li>`)}
      </ul>
    </div>`;
  return html`<p class="notice bad">
    ${
      trouble.kind === 'not-an-object'
        ? 'It is JSON, but no object: a payload begins with "{" and ends with "}".'
        : 'Which event this is does not show. A push has “commits”, any other event an object of its own name: “pull_request”, “issue”, “release” or “workflow_run”.'
    }
  </p>`;
};

const article = (name: string): string => (name === 'issues' ? 'an issues event' : `a ${name} event`);

const wrongFile = (field: 'spoke' | 'hub', trial: Trial, problems: readonly Problem[]): Html => {
  if (problems.length === 0) return html``;
  const isWrong = problems.some(({ severity }) => severity === 'error');
  return html`<section class="notice ${isWrong ? 'bad' : ''}">
    <p>
      <strong>${isWrong ? '✗' : '!'} ${NAMES[field]}</strong>
      ${isWrong ? 'is wrong, and nothing of it is in force.' : 'says something that has no effect.'}
    </p>
    ${problemLinks(`${field}-line`, problems, field)}
    <details open>
      <summary>${NAMES[field]}, with each problem at its place</summary>
      ${fileListing({ id: `${field}-line`, label: NAMES[field], text: trial[field], problems })}
    </details>
  </section>`;
};
