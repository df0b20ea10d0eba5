import { type Happening } from './payloads.ts';
import { type Population } from './population.ts';
import { boundedPareto, createRandom, exponential, logNormal, type Random } from './random.ts';
import { type Timeline } from './timeline.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Pushes of a mean installation on a working day. Assumed; docs/scale.md holds it against GitHub's own figures. */
export const PUSHES_A_DAY = 1;
/** Shares of what people do; the rest opens or changes issues. Assumed. */
const PUSH = 0.75;
const PULL_REQUEST = 0.2;
const RELEASE = 0.005;
const TO_MAIN = 0.3;
const FORCED = 0.05;
/** Workflow runs that a push or a pull request starts, in the mean; each sends three webhooks. */
const RUNS = 1.2;
/** Of those that begin something, a bot that goes through many repositories within minutes: updates, merge queues. */
const BOTS = 0.02;

/** How much happens at this time of a working day, in the mean 1: most at 16:00 UTC, least at 04:00. */
export const dayCurve = (at: number): number =>
  1 + 0.6 * Math.cos((2 * Math.PI * ((at % DAY) / HOUR - 16)) / 24);
const MOST = 1.6;

export interface Arrivals {
  readonly timeline: Timeline;
  readonly population: Population;
  readonly seed: number;
  readonly load: number;
  readonly end: number;
  /** It happens now, on GitHub. */
  readonly happens: (installation: number, repository: number, what: Happening) => void;
}

/**
 * A cluster process (Neyman and Scott): somebody begins to work, by a Poisson process that follows the day, and does several
 * things one soon after the other; each has its own consequences. How many is heavy-tailed, as is what lies between them.
 */
export const startArrivals = (options: Arrivals): void => {
  const { timeline, population, seed, load, end } = options;
  const random = createRandom(seed, 2);
  const mean = meanOf(createRandom(seed, 3), sizeOfSession);
  const sessionsADay = (population.count * PUSHES_A_DAY * load) / (mean * PUSH);
  const gap = DAY / sessionsADay / MOST;
  const next = (): void => {
    timeline.quietly(timeline.now + exponential(random, gap), () => {
      if (timeline.now >= end) return;
      if (random.next() * MOST < dayCurve(timeline.now)) begin(options, random);
      next();
    });
  };
  next();
};

const sizeOfSession = (random: Random): number => boundedPareto(random, 1.3, 60);

const meanOf = (random: Random, draw: (random: Random) => number): number => {
  let sum = 0;
  for (let count = 0; count < 20_000; count += 1) sum += draw(random);
  return sum / 20_000;
};

const begin = (options: Arrivals, random: Random): void => {
  const { timeline, population } = options;
  const { installation, repository } = population.draw(random);
  if (random.next() < BOTS) {
    const count = Math.min(population.repositoriesOf(installation), boundedPareto(random, 0.8, 300));
    let at = timeline.now;
    for (let place = 0; place < count; place += 1) {
      at += exponential(random, 2 * SECOND);
      timeline.quietly(at, () => {
        act(options, random, installation, place);
      });
    }
    return;
  }
  let at = timeline.now;
  for (let left = sizeOfSession(random); left > 0; left -= 1) {
    timeline.quietly(at, () => {
      act(options, random, installation, repository);
    });
    at += logNormal(random, 4 * MINUTE, 1.2);
  }
};

const act = (options: Arrivals, random: Random, installation: number, repository: number): void => {
  const what = somethingOf(random);
  options.happens(installation, repository, what);
  if (what.kind === 'push' || what.kind === 'pull_request')
    startRuns(options, random, installation, repository, what.kind);
};

const somethingOf = (random: Random): Happening => {
  const choice = random.next();
  if (choice < PUSH) {
    const branch = random.next() < TO_MAIN ? 'main' : `change-${Math.floor(random.next() * 20)}`;
    return { kind: 'push', branch, isForced: branch !== 'main' && random.next() < FORCED };
  }
  const number = Math.floor(random.next() * 1_000);
  if (choice < PUSH + PULL_REQUEST) {
    const action = ['opened', 'synchronize', 'closed'][number % 3] ?? 'opened';
    return { kind: 'pull_request', action, number };
  }
  return choice > 1 - RELEASE ? { kind: 'release' } : { kind: 'issues', action: 'opened', number };
};

/** Runs of GitHub Actions: each is requested, in progress, and completed. */
export const startRuns = (
  { timeline, happens }: Pick<Arrivals, 'timeline' | 'happens'>,
  random: Random,
  installation: number,
  repository: number,
  event: string,
  runs = Math.floor(exponential(random, RUNS) + 0.5),
): void => {
  for (let left = runs; left > 0; left -= 1) {
    let at = timeline.now;
    for (const [action, after] of [
      ['requested', SECOND],
      ['in_progress', logNormal(random, 8 * SECOND, 0.6)],
      ['completed', logNormal(random, 2 * MINUTE, 1)],
    ] as const) {
      at += after;
      timeline.quietly(at, () => {
        happens(installation, repository, { kind: 'workflow_run', action, event });
      });
    }
  }
};
