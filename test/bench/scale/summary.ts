import { GITHUB_PACE } from '../../../src/core/pace.ts';
import { type State } from '../../../src/core/lifecycle.ts';
import { type Costs } from './costs.ts';
import { type SizeClass } from './population.ts';
import { type Simulated, type SimulationOptions } from './simulation.ts';
import { type Percentiles, percentilesOf, SLOT } from './tally.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A second, or a share of what there is; milliseconds; bytes. */
export interface Summary {
  readonly hours: number;
  readonly load: number;
  readonly events: {
    readonly count: number;
    readonly mean: number;
    readonly peakMinute: number;
    readonly peakSecond: number;
  };
  readonly notifications: Summary['events'];
  /** Every event and notification, by what became of it until the end. */
  readonly ends: Readonly<Record<State, number>> & {
    readonly planned: number;
    readonly unplanned: number;
    readonly turnedAway: number;
  };
  readonly toHub: Percentiles;
  readonly sinceItHappened: Percentiles;
  readonly answered: Percentiles;
  readonly bySize: Readonly<Record<SizeClass, Percentiles>>;
  readonly struck: Percentiles;
  readonly others: Percentiles;
  /** Of the one thread. */
  readonly busy: { readonly mean: number; readonly peakMinute: number };
  /** `commitShare`: how much of its time the disk is busy with them. */
  readonly written: {
    readonly commitsASecond: number;
    readonly commitShare: number;
    readonly rows: number;
    readonly bytes: number;
  };
  readonly mostWaiting: { readonly events: number; readonly notifications: number };
  /** The fullest installation, as a share of what its pace lets go in an hour, and of GitHub's limits. */
  readonly lane: {
    readonly pace: number;
    readonly minute: number;
    readonly hour: number;
    readonly refused: number;
  };
  readonly tokens: {
    readonly count: number;
    readonly perDispatch: number;
    readonly peakMinute: number;
    readonly refused: number;
  };
  readonly memory: number;
  readonly slots: readonly Slot[];
}

/** A quarter of an hour. */
export interface Slot {
  readonly at: number;
  readonly events: number;
  readonly peakMinute: number;
  readonly delivered: number;
  readonly busiest: number;
  readonly toHub: Percentiles;
}

export const summarize = (simulated: Simulated, options: SimulationOptions): Summary => {
  const { tally, loop, disk, kept, github, population } = simulated;
  const { served } = github;
  const seconds = options.hours * 3_600;
  const rates = ({ second, minute }: Simulated['tally']['received']): Summary['events'] => ({
    count: minute.count,
    mean: minute.count / seconds,
    peakMinute: minute.peak,
    peakSecond: second.peak,
  });
  const { counts } = kept.notifications;
  return {
    hours: options.hours,
    load: options.load,
    events: rates(tally.received),
    notifications: rates(tally.notified),
    ends: {
      ...counts,
      planned: kept.events.planned,
      unplanned: kept.events.waiting,
      turnedAway: tally.turnedAway,
    },
    toHub: percentilesOf(tally.toHub),
    sinceItHappened: percentilesOf(tally.sinceItHappened),
    answered: percentilesOf(tally.answered),
    bySize: Object.fromEntries(
      [...tally.bySize].map(([size, histogram]) => [size, percentilesOf(histogram)]),
    ) as Summary['bySize'],
    struck: percentilesOf(tally.struck),
    others: percentilesOf(tally.others),
    busy: { mean: loop.total / (seconds * SECOND), peakMinute: Math.max(0, ...loop.busy.values()) / MINUTE },
    written: {
      commitsASecond: kept.written.commits / seconds,
      commitShare: (disk.syncs * options.costs.commit) / (seconds * SECOND),
      rows: kept.written.rows,
      bytes: kept.written.bytes,
    },
    mostWaiting: tally.mostWaiting,
    lane: {
      pace: (tally.mostOfALane * GITHUB_PACE.interval) / HOUR,
      ...served.most,
      refused: served.refusals.installation,
    },
    tokens: {
      count: served.tokens,
      perDispatch: served.dispatches === 0 ? 0 : served.tokens / served.dispatches,
      peakMinute: Math.max(0, ...served.tokensAMinute.values()),
      refused: served.refusals.app,
    },
    memory: memoryOf(options.costs, population),
    slots: slotsOf(simulated, options),
  };
};

export const memoryOf = (
  { idle, index }: Costs,
  { count, repositories }: { readonly count: number; readonly repositories: number },
): number => idle + count * index.perInstallation + repositories * index.perRepository;

const slotsOf = ({ tally, loop }: Simulated, { start, hours }: SimulationOptions): readonly Slot[] =>
  Array.from({ length: Math.floor((hours * HOUR) / SLOT) }, (_, place) => {
    const at = start + place * SLOT;
    const minutes = Array.from({ length: SLOT / MINUTE }, (__, minute) => at + minute * MINUTE);
    const received = minutes.map((minute) => tally.received.minute.at(minute));
    const histogram = tally.bySlot.get(Math.floor(at / SLOT));
    return {
      at,
      events: sum(received) / (SLOT / SECOND),
      peakMinute: Math.max(...received) / 60,
      delivered: sum(minutes.map((minute) => tally.delivered.at(minute))) / (SLOT / SECOND),
      busiest: Math.max(...minutes.map((minute) => loop.busy.get(Math.floor(minute / MINUTE)) ?? 0)) / MINUTE,
      toHub: histogram ? percentilesOf(histogram) : { count: 0, p50: 0, p99: 0, p999: 0, most: 0 },
    };
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
