import { type Costs } from './costs.ts';
import { BODY_BYTES } from './measure-flow.ts';
import { createPopulation, HUBS, repositoryOf } from './population.ts';
import { type SimulationOptions, type World } from './simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A Tuesday, and the Monday before it. */
const TUESDAY = Date.UTC(2026, 10, 24);
const MONDAY_MORNING = Date.UTC(2026, 10, 23, 9);
/** When most happens (arrivals.ts). */
const PEAK = TUESDAY + 16 * HOUR;

export interface Options {
  readonly installations: number;
  readonly hours: number;
  readonly seed: number;
  readonly costs: Costs;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly simulation: SimulationOptions;
}

const LOADS = [2, 5, 10, 20] as const;

/** The day, the same at several times the load, and what can go wrong. Longest first, so that two workers end together. */
export const scenariosOf = ({ installations, hours, seed, costs }: Options): readonly Scenario[] => {
  const base = { installations, seed, costs, load: 1, bodyBytes: BODY_BYTES };
  const around = (minutes: number): Pick<SimulationOptions, 'start' | 'hours'> => ({
    start: PEAK - (minutes * MINUTE) / 2,
    hours: minutes / 60,
  });
  const population = createPopulation(installations, seed);
  const { largest } = population;
  const hub = repositoryOf(largest, HUBS).id;
  const outage = { from: PEAK, to: PEAK + 10 * MINUTE };
  return [
    {
      name: 'day',
      title: hours === 24 ? 'A Tuesday' : `${hours} h of a Tuesday`,
      simulation: { ...base, start: hours === 24 ? TUESDAY : PEAK - (hours * HOUR) / 2, hours },
    },
    {
      name: 'monday',
      title: 'All installations push within a minute, Monday 09:00',
      simulation: { ...base, start: MONDAY_MORNING - 5 * MINUTE, hours: 0.75, also: allWake },
    },
    {
      name: 'monday-counted',
      title: 'The same, a twentieth of them, if GitHub counted tokens as it counts requests',
      simulation: {
        ...base,
        start: MONDAY_MORNING - 5 * MINUTE,
        hours: 0.75,
        installations: Math.ceil(installations / 20),
        also: allWake,
        countsTokens: true,
      },
    },
    ...[...LOADS].reverse().map((load) => ({
      name: `load-${load}`,
      title: `× ${load} at the busiest time`,
      simulation: { ...base, ...around(Math.max(5, 40 / load)), load },
    })),
    {
      name: 'train',
      title: 'A release train: 5,000 repositories of one organisation push within a minute',
      simulation: { ...base, ...around(100), load: 0.25, struck: largest, also: train },
    },
    {
      name: 'outage',
      title: 'GitHub answers 502 for ten minutes',
      simulation: { ...base, start: PEAK - 10 * MINUTE, hours: 1, trouble: { outage } },
    },
    {
      name: 'gone',
      title: 'The hub of the largest installation is gone (404)',
      simulation: { ...base, ...around(30), struck: largest, trouble: { hub: { id: hub, status: 404 } } },
    },
    {
      name: 'forbids',
      title: 'The hub of the largest installation forbids it (403)',
      simulation: { ...base, ...around(30), struck: largest, trouble: { hub: { id: hub, status: 403 } } },
    },
  ];
};

const TRAIN = 5_000;

/** Ten minutes after the start. */
const train = ({ timeline, largest, repositoriesOf, happens, startRuns, random }: World): void => {
  const begins = timeline.now + HOUR + 10 * MINUTE;
  for (let count = 0; count < TRAIN; count += 1) {
    const place = count % repositoriesOf(largest);
    timeline.quietly(begins + random() * MINUTE, () => {
      happens(largest, place, { kind: 'push', branch: 'main', isForced: false });
      startRuns(largest, place);
    });
  }
};

const allWake = ({ timeline, count, happens, random }: World): void => {
  for (let installation = 0; installation < count; installation += 1) {
    timeline.quietly(MONDAY_MORNING + random() * MINUTE, () => {
      happens(installation, 0, { kind: 'push', branch: 'main', isForced: false });
    });
  }
};
