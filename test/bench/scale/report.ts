import { renderTable } from '../../../src/cli/terminal.ts';
import { resourcesOf } from './capacity.ts';
import { type Costs } from './costs.ts';
import { CLASSES, createPopulation } from './population.ts';
import { type Summary } from './summary.ts';
import { type Percentiles } from './tally.ts';

export interface Results {
  readonly installations: number;
  readonly hours: number;
  readonly seed: number;
  readonly costs: Costs;
  readonly scenarios: readonly { readonly name: string; readonly title: string; readonly summary: Summary }[];
}

/** For a terminal. */
export const renderReport = (results: Results): string => {
  const { installations, seed, costs, scenarios } = results;
  const { measured } = costs;
  const day = scenarios.find(({ name }) => name === 'day')?.summary;
  const { repositories } = createPopulation(installations, seed);
  return [
    `${count(installations)} installations with ${count(repositories)} repositories, seed ${seed}; one process on SQLite.`,
    `Costs of each step as measured on ${measured.at} on ${measured.machine} with Node ${measured.node}.`,
    ...(day ? ['', arrivals(day), '', work(day), '', bySize(day)] : []),
    '',
    timesToHub(results),
    '',
    ends(results),
    ...(day ? ['', breaking(results)] : []),
  ].join('\n');
};

const arrivals = ({ events, notifications }: Summary): string =>
  renderTable(
    ['ARRIVALS', 'IN ALL', 'A SECOND, MEAN', 'PEAK MINUTE', 'PEAK SECOND'],
    [
      ['events', ...ratesOf(events)],
      ['notifications', ...ratesOf(notifications)],
    ],
  );

const ratesOf = ({ count: all, mean, peakMinute, peakSecond }: Summary['events']): readonly string[] => [
  count(all),
  mean.toFixed(1),
  peakMinute.toFixed(1),
  peakSecond.toFixed(0),
];

const work = ({ busy, written, tokens, memory, events, hours }: Summary): string =>
  renderTable(
    ['WORK', ''],
    [
      ['processes needed', '1'],
      ['its thread is busy, mean and busiest minute', `${percent(busy.mean)}, ${percent(busy.peakMinute)}`],
      ['commits a second', written.commitsASecond.toFixed(1)],
      ['rows kept', count(written.rows)],
      [
        'written to disk',
        `${gigabytes(written.bytes)} GB, ${gigabytes((written.bytes / hours) * 24)} GB a day`,
      ],
      ['written for each event', `${(written.bytes / Math.max(1, events.count) / 1e3).toFixed(0)} KB`],
      ['memory', `${(memory / 1e6).toFixed(0)} MB`],
      ['requests for tokens, for each dispatch', tokens.perDispatch.toFixed(2)],
    ],
  );

const bySize = (day: Summary): string =>
  renderTable(
    ['REPOSITORIES', 'NOTIFICATIONS', 'P50', 'P99', 'P99.9'],
    CLASSES.map((size) => [size, count(day.bySize[size].count), ...timesOf(day.bySize[size])]),
  );

const timesToHub = ({ scenarios }: Results): string =>
  renderTable(
    [
      'RECEIVED → HUB',
      'P50',
      'P99',
      'P99.9',
      'MOST',
      'OF THE OTHERS, P99',
      'WEBHOOK ANSWERED, P99',
      'TURNED AWAY',
      'MOST WAITING',
    ],
    scenarios.map(({ title, summary: { toHub, others, answered, ends: what, mostWaiting } }) => [
      title,
      ...timesOf(toHub),
      duration(toHub.most),
      duration(others.p99),
      duration(answered.p99),
      count(what.turnedAway),
      count(Math.max(mostWaiting.events, mostWaiting.notifications)),
    ]),
  );

const ends = ({ scenarios }: Results): string =>
  renderTable(
    [
      'WHAT BECAME OF THEM',
      'DELIVERED',
      'MERGED',
      'DEAD',
      'STILL WAITING',
      'REFUSED BY GITHUB FOR A LIMIT',
      'TOKENS REFUSED',
    ],
    scenarios.map(({ title, summary: { ends: what, lane, tokens } }) => [
      title,
      count(what.delivered),
      count(what.merged),
      count(what.dead),
      count(what.pending + what.waiting + what.sending),
      count(lane.refused),
      count(tokens.refused),
    ]),
  );

const breaking = (results: Results): string => {
  const resources = resourcesOf(results);
  const loads = resources[0]?.shares.map(({ load }) => load) ?? [];
  return renderTable(
    ['WHAT BREAKS FIRST', 'OF', ...loads.map((load) => `× ${load}`), 'USED UP AT'],
    resources.map(({ name, of, shares, knee }) => [
      name,
      of,
      ...shares.map(({ share }) => percent(share)),
      knee === Infinity ? 'never' : `× ${knee < 10 ? knee.toFixed(1) : knee.toFixed(0)}`,
    ]),
  );
};

const timesOf = ({ p50, p99, p999 }: Percentiles): readonly string[] => [p50, p99, p999].map(duration);

export const duration = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${(milliseconds / 60_000).toFixed(0)} min`;
};

const count = (number: number): string => number.toLocaleString('en-US');
const percent = (share: number): string =>
  share < 0.1 ? `${(share * 100).toFixed(1)} %` : `${(share * 100).toFixed(0)} %`;
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
