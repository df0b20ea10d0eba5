import { GITHUB_LIMITS } from '../../../src/sandbox/rate-limit.ts';
import { type Results } from './results.ts';
import { memoryOf, type Summary } from './summary.ts';

/** One thing that there is only so much of. `shares`: how much of it is used at each load, in the mean of the busiest time. */
export interface Resource {
  readonly name: string;
  readonly of: string;
  readonly shares: readonly { readonly load: number; readonly share: number }[];
  /** At how many times the load nothing of it is left, if it goes on as it does up to there. */
  readonly knee: number;
}

/** A POST costs 5 points. */
const TOKENS_A_MINUTE = GITHUB_LIMITS.appPointsPerMinute / 5;

/** Node's own limit for what JavaScript keeps, on a machine with 16 GB or more, in bytes. */
const HEAP = 4 * 1024 ** 3;

/** What breaks first, first. */
export const resourcesOf = (results: Results): readonly Resource[] => {
  const of = (name: string): Summary | undefined =>
    results.scenarios.find((one) => one.name === name)?.summary;
  const day = of('day');
  if (!day) return [];
  const loaded = results.scenarios
    .filter(({ name }) => name.startsWith('load-'))
    .map(({ summary }) => summary)
    .toSorted((a, b) => a.load - b.load);
  const peak = Math.max(...day.slots.map(({ busiest }) => busiest));
  const loads = [1, ...loaded.map(({ load }) => load)];
  const linear = (share: number) => loads.map((load) => ({ load, share: share * load }));
  const measured = (one: number, share: (summary: Summary) => number) => [
    { load: 1, share: one },
    ...loaded.map((summary) => ({ load: summary.load, share: share(summary) })),
  ];
  const { installations, repositories } = results;
  const memory = (load: number): number =>
    memoryOf(results.costs, { count: installations * load, repositories: repositories * load });
  const resources = [
    {
      name: 'The one thread, busiest minute',
      of: 'all of it: intake, planning, sending',
      shares: measured(peak, ({ busy }) => busy.peakMinute),
    },
    {
      name: 'The disk, busy with commits',
      of: 'all of its time',
      shares: measured(day.written.commitShare * dayPeak(day), ({ written }) => written.commitShare),
    },
    {
      name: 'Requests for tokens, busiest minute',
      of: `${TOKENS_A_MINUTE} a minute, if GitHub counts them`,
      shares: measured(
        day.tokens.peakMinute / TOKENS_A_MINUTE,
        ({ tokens }) => tokens.peakMinute / TOKENS_A_MINUTE,
      ),
    },
    { name: 'The fullest lane, busiest hour', of: 'its pace, 3,600 an hour', shares: linear(day.lane.pace) },
    {
      name: "The fullest installation's hour",
      of: 'its requests, 5,000 and up',
      shares: linear(day.lane.hour),
    },
    {
      name: 'Memory, if the installations grow',
      of: '4 GB, where Node stops',
      shares: loads.map((load) => ({ load, share: memory(load) / HEAP })),
    },
  ];
  return resources.map((one) => ({ ...one, knee: kneeOf(one.shares) })).toSorted((a, b) => a.knee - b.knee);
};

/** How much busier its busiest quarter of an hour is than the mean of the day. */
const dayPeak = ({ slots, events }: Summary): number =>
  events.mean === 0 ? 1 : Math.max(...slots.map((slot) => slot.events)) / events.mean;

/** From the largest load at which there is still some left: what is used up cannot be used more. */
const kneeOf = (shares: Resource['shares']): number => {
  const before = shares.filter(({ share }) => share < 0.95).at(-1) ?? shares[0];
  return !before || before.share === 0 ? Infinity : before.load / before.share;
};
