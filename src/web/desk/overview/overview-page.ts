import { html } from 'hono/html';
import { type Html } from '../layout.ts';
import { notificationRows } from '../notification-rows.ts';
import { stateMark } from '../state-tag.ts';
import { type Viewer } from '../viewer.ts';
import { brokenHubs } from './broken-hubs.ts';
import { figures } from './figures.ts';
import { firstSteps } from './first-steps.ts';
import { graphSection } from './graph-section.ts';
import { laneTable } from './lanes.ts';
import { isEmpty, type OverviewData } from './overview-data.ts';
import { summaryOf } from './summary.ts';
import { trafficSection } from './traffic-section.ts';

/** What somebody just did here. */
export type Done = 'retried' | 'not-broken';

const DONE: Readonly<Record<Done, string>> = {
  retried: 'The hub is tried again. One more refusal of the same kind stops it again.',
  'not-broken': 'That hub was not broken any more. Nothing had to be done.',
};

const MARKS = { good: 'delivered', wait: 'waiting', bad: 'dead' } as const;

/** The most important first. Each part is replaced by itself when something changed, also one that was empty before. */
export const overviewPage = (data: OverviewData, viewer: Viewer, done?: Done): Html => {
  const isFilled = !isEmpty(data);
  return html`<h1 class="unseen">Overview</h1>
    ${done && html`<p class="notice good" role="status">${DONE[done]}</p>`}
    <section id="summary" data-live>${isFilled ? summary(data) : firstSteps(viewer)}</section>
    <section id="trouble" data-live>${trouble(data, viewer)}</section>
    <section id="figures" data-live>${isFilled && figures(data)}</section>
    <section id="graph" data-live>${isFilled && graphSection(data)}</section>
    <section id="traffic" data-live>${isFilled && trafficSection(data)}</section>
    <section id="newest" data-live>${isFilled && newest(data)}</section>`;
};

const summary = (data: OverviewData): Html => {
  const { tone, sentence } = summaryOf(data);
  return html`<p class="summary ${tone}">${stateMark(MARKS[tone])} ${sentence}</p>`;
};

const trouble = ({ broken, lanes = [], now }: OverviewData, viewer: Viewer): Html =>
  html`${broken.length > 0 && brokenHubs(broken, { now, mayRetry: viewer.isOperator })}
  ${lanes.length > 0 && laneTable(lanes, now)}`;

const newest = ({ newest: notifications, now }: OverviewData): Html =>
  html`<h2>Newest notifications</h2>
    ${
      notifications.length === 0
        ? html`<p class="muted">There are none.</p>`
        : notificationRows(notifications, { label: 'Newest notifications', now })
    }
    <p><a href="/notifications">All notifications</a></p>`;
