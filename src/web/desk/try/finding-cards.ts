import { html } from 'hono/html';
import { type Finding } from '../../../core/consider.ts';
import { type Event } from '../../../core/event.ts';
import { printable, printableJson } from '../../../core/printable.ts';
import { targetTitle, workflowOf } from '../../../core/route.ts';
import { type Verdict } from '../../../core/verdict.ts';
import { type Html } from '../layout.ts';
import { verdictTree } from '../verdict-tree.ts';

interface Considered {
  readonly event: Event;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** A hundred routes may each send as much as GitHub takes, and nobody reads all that. Characters. */
const MOST_SHOWN = 256 * 1024;

type ShownOf = (finding: Finding) => string | undefined;

/** Each route with its reasons, and where it fires what it sends and what the hub needs for that. */
export const findingCards = ({ event, verdict, findings }: Considered): Html => {
  if (findings.length === 0) return html`<div class="card">${verdictTree(verdict)}</div>`;
  let left = MOST_SHOWN;
  const shownOf: ShownOf = (finding) => {
    const text = printableJson(finding.payload, 2);
    left -= text.length;
    return left < 0 ? undefined : text;
  };
  return html`${findings.map((finding) => card(finding, event.repository ?? '', shownOf))}`;
};

const OUTCOMES = {
  fires: { mark: '✓', word: 'fires', level: 'good' },
  refused: { mark: '✗', word: 'is refused', level: 'bad' },
  silent: { mark: '–', word: 'does not fire', level: 'muted' },
} as const;

const card = (finding: Finding, spoke: string, shownOf: ShownOf): Html => {
  const { route, outcome, verdict } = finding;
  const { mark, word, level } = OUTCOMES[outcome];
  return html`<article class="card">
    <h3>
      <span class="${level}">${mark} ${word}</span>
      <bdi><code>${printable(route.id.slice(route.definedIn.length + 1))}</code></bdi>
      <span class="to" role="img" aria-label="to">→</span> <bdi>${printable(targetTitle(route))}</bdi>
    </h3>
    ${verdictTree(verdict)} ${outcome === 'fires' ? sent(finding, shownOf) : ''}
    ${outcome === 'silent' ? '' : needs(finding, spoke)}
  </article>`;
};

const sent = (finding: Finding, shownOf: ShownOf): Html => {
  const text = shownOf(finding);
  return html`<details>
    <summary>What is sent</summary>
    ${text === undefined ? html`<p class="muted">It is too much to be shown with all the others.</p>` : block('What is sent', text)}
  </details>`;
};

/** As it stands in the two files of the hub. */
const needs = ({ route, eventType }: Finding, spoke: string): Html => {
  if (route.endpoint !== undefined) return html``;
  const workflow = workflowOf(route.rule);
  const what =
    workflow === undefined ? `event-types: [${scalar(eventType)}]` : `workflows: [${scalar(workflow)}]`;
  const listens =
    workflow === undefined
      ? `on:\n  repository_dispatch:\n    types: [${scalar(eventType)}]`
      : 'on:\n  workflow_dispatch:';
  return html`<details>
    <summary>What the hub needs for it</summary>
    ${
      route.kind === 'subscribe'
        ? html`<p>
            It subscribes, so it needs no <code>accept</code>; but a private spoke of another owner must name
            it under <code>publish</code>.
          </p>`
        : html`<p>In <code>.github/hub-relay.yml</code> of the hub:</p>
            ${block('In the file of the hub', `accept:\n  - from: ${scalar(spoke)}\n    ${what}`)}`
    }
    <p>
      ${workflow === undefined ? 'In a workflow on its default branch:' : html`In <code>${printable(workflow)}</code>:`}
    </p>
    ${block('In a workflow of the hub', listens)}
  </details>`;
};

/** JSON is YAML too, and says anything. */
const scalar = (text: string): string => (/^[A-Za-z][\w./-]*$/.test(text) ? text : printableJson(text));

const block = (label: string, text: string): Html =>
  html`<pre tabindex="0" role="region" aria-label="${label}">${text}</pre>`;
