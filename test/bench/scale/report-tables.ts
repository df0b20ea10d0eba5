import { resourcesOf } from './capacity.ts';
import { type Costs } from './costs.ts';
import { CLASSES } from './population.ts';
import { type Results } from './results.ts';
import { type Summary } from './summary.ts';
import { type Percentiles } from './tally.ts';

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The figures in words, as the terminal and docs/scale.md show them. Those of a day are empty where none was simulated. */
export const tablesOf = (results: Results) => {
  const day = results.scenarios.find(({ name }) => name === 'day')?.summary;
  return {
    arrivals: arrivals(day),
    work: work(day),
    sizes: sizes(day),
    times: times(results),
    ends: ends(results),
    breaks: breaks(results),
    costs: costs(results.costs),
  };
};

const arrivals = (day: Summary | undefined): Table => ({
  headings: ['Arrivals', 'in all', 'a second, mean', 'busiest minute', 'busiest second'],
  rows: day
    ? [
        ['events', ...ratesOf(day.events)],
        ['notifications', ...ratesOf(day.notifications)],
      ]
    : [],
});

const ratesOf = ({ count: all, mean, peakMinute, peakSecond }: Summary['events']): readonly string[] => [
  count(all),
  mean.toFixed(1),
  peakMinute.toFixed(1),
  peakSecond.toFixed(0),
];

const work = (day: Summary | undefined): Table => ({
  headings: ['Work of the day', ''],
  rows: day
    ? [
        ['processes needed', '1'],
        ['its thread is busy, mean', percent(day.busy.mean)],
        ['its thread is busy, busiest minute', percent(day.busy.peakMinute)],
        ['commits a second, mean', day.written.commitsASecond.toFixed(1)],
        ['rows kept', count(day.written.rows)],
        ['written to disk', `${(day.written.bytes / 1e9).toFixed(1)} GB`],
        [
          'written for each event',
          `${(day.written.bytes / Math.max(1, day.events.count) / 1e3).toFixed(0)} KB`,
        ],
        ['memory for what is known', `${(day.memory / 1e6).toFixed(0)} MB`],
        ['requests for tokens, for each dispatch', day.tokens.perDispatch.toFixed(2)],
        ['requests for tokens, busiest minute', count(day.tokens.peakMinute)],
      ]
    : [],
});

const sizes = (day: Summary | undefined): Table => ({
  headings: ['Repositories of the installation', 'notifications', 'p50', 'p99', 'p99.9'],
  rows: day ? CLASSES.map((size) => [size, count(day.bySize[size].count), ...timesOf(day.bySize[size])]) : [],
});

const times = ({ scenarios }: Results): Table => ({
  headings: [
    'From the webhook to the hub',
    'events a second',
    'p50',
    'p99',
    'p99.9',
    'most',
    'p99 of those not struck',
    'webhook answered, p99',
    'turned away',
    'most waiting',
  ],
  rows: scenarios.map(({ title, summary: { events, toHub, others, answered, ends: what, mostWaiting } }) => [
    title,
    events.mean.toFixed(0),
    ...timesOf(toHub),
    duration(toHub.most),
    duration(others.p99),
    duration(answered.p99),
    count(what.turnedAway),
    count(Math.max(mostWaiting.events, mostWaiting.notifications)),
  ]),
});

const ends = ({ scenarios }: Results): Table => ({
  headings: [
    'What became of the notifications',
    'delivered',
    'merged',
    'dead',
    'still waiting at the end',
    'refused by GitHub for a limit',
    'tokens refused',
  ],
  rows: scenarios.map(({ title, summary: { ends: what, lane, tokens } }) => [
    title,
    count(what.delivered),
    count(what.merged),
    count(what.dead),
    count(what.pending + what.waiting + what.sending),
    count(lane.refused),
    count(tokens.refused),
  ]),
});

const breaks = (results: Results): Table => {
  const resources = resourcesOf(results);
  const loads = resources[0]?.shares.map(({ load }) => load) ?? [];
  return {
    headings: ['What breaks first', 'of', ...loads.map((load) => `× ${load}`), 'used up at'],
    rows: resources.map(({ name, of, shares, knee }) => [
      name,
      of,
      ...shares.map(({ share }) => percent(share)),
      knee === Infinity ? 'never' : `× ${knee < 10 ? knee.toFixed(1) : knee.toFixed(0)}`,
    ]),
  };
};

const costs = ({
  commit,
  request,
  record,
  plan,
  claim,
  dispatch,
  finish,
  bytes,
  index,
  idle,
}: Costs): Table => ({
  headings: ['Step', 'cost'],
  rows: [
    ['a commit, until the disk has it', ms(commit)],
    ['to take one webhook in (HTTP, signature, JSON, log, answer)', ms(request)],
    ['to record: a commit, and each event of it', `${ms(record.perCommit)}, ${ms(record.perEvent)}`],
    [
      'to plan: a commit, each event, and each notification',
      `${ms(plan.perCommit)}, ${ms(plan.perEvent)}, ${ms(plan.perNotification)}`,
    ],
    ['to claim: a turn, and each notification', `${ms(claim.perTurn)}, ${ms(claim.perNotification)}`],
    ['to send one request to GitHub', ms(dispatch)],
    [
      'to save how attempts ended: a commit, and each',
      `${ms(finish.perCommit)}, ${ms(finish.perNotification)}`,
    ],
    [
      'written beside the body: for each event, for each notification',
      `${(bytes.perEvent / 1e3).toFixed(0)} KB, ${(bytes.perNotification / 1e3).toFixed(0)} KB`,
    ],
    [
      'memory: idle, for each installation, for each repository',
      `${(idle / 1e6).toFixed(0)} MB, ${count(index.perInstallation)} B, ${count(index.perRepository)} B`,
    ],
  ],
});

const timesOf = ({ p50, p99, p999 }: Percentiles): readonly string[] => [p50, p99, p999].map(duration);

const duration = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds < 120_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${(milliseconds / 60_000).toFixed(0)} min`;
};

const ms = (value: number): string => `${value} ms`;
const count = (number: number): string => number.toLocaleString('en-US');
const percent = (share: number): string =>
  share < 0.1 ? `${(share * 100).toFixed(1)} %` : `${(share * 100).toFixed(0)} %`;
