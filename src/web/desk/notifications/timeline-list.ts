import { html } from 'hono/html';
import { eventTitle } from '../../../core/event.ts';
import { printable, printableJson } from '../../../core/printable.ts';
import { type State } from '../../../core/lifecycle.ts';
import { type HubRun } from '../../../core/reported.ts';
import { type Attempt } from '../../../flow/notification-ports.ts';
import { type Html } from '../layout.ts';
import { outsideLink } from '../outside-link.ts';
import { stateMark, stateTag } from '../state-tag.ts';
import { exactTime, lengthOf } from '../when.ts';
import { type Step } from './timeline.ts';

/** What happened, one after the other, and how long it was between. `last` is what is still to come. */
export const timelineList = (steps: readonly Step[], last: Html | ''): Html =>
  html`<ol class="timeline">
    ${steps.map((step, index) => {
      const before = steps[index - 1];
      const gap = before ? step.at - (before.until ?? before.at) : 0;
      return html`<li class="${step.kind}">
        <p class="at">
          <time datetime="${new Date(step.at).toISOString()}">${exactTime(step.at)}</time>
          ${gap > 0 ? html`<span class="gap">${lengthOf(gap)} later</span>` : ''}
        </p>
        <div>${contentOf(step)}</div>
      </li>`;
    })}
    ${last}
  </ol>`;

const contentOf = (step: Step): Html => {
  switch (step.kind) {
    case 'received': {
      const { event } = step;
      return html`<h3>Received and recorded</h3>
        <p>
          <code>${printable(eventTitle(event))}</code>
          ${event.sender === undefined ? '' : html`by <bdi>${printable(event.sender)}</bdi>`}
          ${event.source === undefined ? '' : html`through the source <b>${printable(event.source)}</b>`}
        </p>`;
    }
    case 'planned':
      return html`<h3>Planned</h3>
        ${step.plans > 1 ? html`<p>At try ${step.plans}.</p>` : ''}`;
    case 'attempt':
      return attempt(step.attempt);
    case 'run':
      return hubRun(step.run, step);
  }
};

const attempt = ({ number, outcome, status, durationMs, reason, mayHaveArrived, ...said }: Attempt): Html =>
  html`<h3>Attempt ${number} ${stateTag(outcome ?? 'sending')}</h3>
    <p>
      ${[
        status === undefined ? 'no answer' : `answer ${status}`,
        durationMs === undefined ? 'under way' : `took ${lengthOf(durationMs)}`,
      ].join(', ')}
      ${mayHaveArrived ? html`<span class="tag doubt">may have arrived</span>` : ''}
    </p>
    ${reason === undefined ? '' : html`<p>${printable(reason)}</p>`} ${exchange(number, said)}`;

const exchange = (number: number, { request, answer }: Pick<Attempt, 'request' | 'answer'>): Html | '' => {
  const isEmpty = (request === undefined || Object.keys(request).length === 0) && !answer;
  if (isEmpty) return '';
  return html`<details>
    <summary>Request and answer</summary>
    ${request === undefined ? '' : text(`Request of attempt ${number}`, printableJson(request, 2))}
    ${answer ? text(`Answer to attempt ${number}`, linesOf(answer)) : ''}
  </details>`;
};

/** Lines stay lines; whatever else cannot be seen is shown by its code. */
const linesOf = (answer: string): string => answer.split(/\r?\n/).map(printable).join('\n');

const text = (label: string, content: string): Html =>
  html`<p class="label">${label}</p>
    <pre tabindex="0" role="region" aria-label="${label}">${content}</pre>`;

const hubRun = (run: HubRun, { at, until }: Step): Html => {
  const result = run.conclusion ?? run.status;
  return html`<h3>
      The hub’s run${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}
      <span class="tag state-${likeState(run)}"
        >${stateMark(likeState(run))} ${printable(result.replaceAll('_', ' '))}</span
      >
    </h3>
    <p>
      <bdi>${printable(run.name)}</bdi>${until === undefined ? '' : `, took ${lengthOf(until - at)}`}
      ${outsideLink(run.url, 'Open the run on GitHub')}
    </p>`;
};

const FAILURES: ReadonlySet<string> = new Set(['failure', 'timed_out', 'startup_failure', 'action_required']);

/** The state whose mark and colour say the same. */
const likeState = ({ conclusion }: HubRun): State => {
  if (conclusion === undefined) return 'sending';
  if (conclusion === 'success') return 'delivered';
  return FAILURES.has(conclusion) ? 'dead' : 'refused';
};
