import { answerOf } from '../../../src/core/answer-of.ts';
import { GITHUB_PACE, type Pace } from '../../../src/core/pace.ts';
import { ENDPOINT_SCHEDULE, RETRY_SCHEDULE } from '../../../src/core/retry.ts';
import { RouteIndex } from '../../../src/core/route-index.ts';
import { createConsent } from '../../../src/flow/consent.ts';
import { type GitHub, type Sender } from '../../../src/flow/github-ports.ts';
import { type Log } from '../../../src/flow/ports.ts';
import { createPlanner } from '../../../src/flow/plan.ts';
import { createRecord } from '../../../src/flow/record.ts';
import { createSend } from '../../../src/flow/send.ts';
import { createLikelyHubs } from '../../../src/compose/likely-hubs.ts';
import { createTokens } from '../../../src/github/tokens.ts';
import { type Costs } from './costs.ts';
import { Disk } from './disk.ts';
import { EventLoop, startSimulatedWorker } from './event-loop.ts';
import { type Happening, payloadOf } from './payloads.ts';
import { classOf, createDirectory, createPopulation } from './population.ts';
import { createRandom, logNormal } from './random.ts';
import { createSimulatedGithub, type Trouble } from './simulated-github.ts';
import { createSimulatedStore } from './simulated-store.ts';
import { Tally } from './tally.ts';
import { Timeline } from './timeline.ts';
import { startArrivals, startRuns } from './arrivals.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;

/** Record gives up after this, and says 503 (flow/record.ts). */
const DEADLINE = 5 * SECOND;

/** So long before the start people begin to work. */
const WARM_UP = HOUR;

export interface SimulationOptions {
  readonly installations: number;
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly hours: number;
  /** How many times the usual number of events. */
  readonly load: number;
  readonly costs: Costs;
  readonly pace?: Pace;
  /** Of GitHub's usual bodies. */
  readonly bodyBytes: number;
  readonly trouble?: Trouble;
  readonly countsTokens?: boolean;
  /** The installation that an incident strikes. */
  readonly struck?: number;
  /** What happens beside the usual. */
  readonly also?: (world: World) => void;
  readonly tell?: (hours: number) => void;
}

/** What an incident may set going. */
export interface World extends Pick<
  ReturnType<typeof createPopulation>,
  'count' | 'repositoriesOf' | 'largest'
> {
  readonly timeline: Timeline;
  readonly random: () => number;
  readonly happens: (installation: number, repository: number, what: Happening) => void;
  readonly startRuns: (installation: number, repository: number) => void;
}

const silent = (): void => undefined;
const SILENT: Log = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * The real flow (record, plan, send, tokens, consent) over a store in memory, a GitHub that is drawn by chance, and simulated
 * time. One process on SQLite: one thread does everything, as it does in the product.
 */
export const simulate = async (options: SimulationOptions) => {
  const { costs, start, seed } = options;
  const end = start + options.hours * HOUR;
  const timeline = new Timeline(start - WARM_UP);
  const loop = new EventLoop(timeline);
  const tally = new Tally();
  const population = createPopulation(options.installations, seed);
  const index = new RouteIndex();
  const know = createDirectory(population, index);
  const disk = new Disk(timeline, costs.commit);
  const kept = createSimulatedStore({ loop, disk }, costs, {
    pace: options.pace ?? GITHUB_PACE,
    bodyBytes: options.bodyBytes,
  });
  const { store, notifications } = kept;
  const jitter = createRandom(seed, 5);
  const way = createRandom(seed, 6);
  const clock = { now: () => Math.floor(timeline.now), random: jitter.next };
  const repositoriesOf = (lane: number): number => population.repositoriesOf(lane - 1);
  const github = createSimulatedGithub({
    timeline,
    seed,
    repositoriesOf,
    trouble: options.trouble ?? {},
    countsTokens: options.countsTokens ?? false,
  });
  const token = createTokens({
    authenticate: github.authenticate,
    now: clock.now,
    likelyHubs: createLikelyHubs(store, index),
  });

  const sender: Sender = {
    send: async (notification, _, { isTokenFresh }) => {
      const { lane = 0, hubId = 0 } = notification;
      const request = {};
      try {
        await token(lane, hubId, isTokenFresh);
      } catch (error) {
        const answer = answerOf(error);
        return { request, answer: answer.kind === 'answer' ? { ...answer, isForToken: true } : answer };
      }
      await loop.work(costs.dispatch);
      const answer = await github.dispatch(lane, hubId);
      if (answer.kind === 'answer' && answer.status === 204) {
        const { receivedAt = 0, occurredAt } = notification;
        const size = classOf(repositoriesOf(lane));
        tally.sent(timeline.now, lane);
        if (notification.coalesced === undefined && !isCoalesced(lane))
          tally.delivery(timeline.now, receivedAt, occurredAt, size, lane - 1 === options.struck);
        answerBack(lane - 1, hubId);
      }
      return { request, answer };
    },
  };
  /** Those of a route that waits for its burst do not count: they take the time that they ask for. */
  const isCoalesced = (lane: number): boolean => population.styleOf(lane - 1) === 'coalesce';

  const send = createSend({
    store,
    sender,
    consent: createConsent(index),
    clock,
    log: SILENT,
    schedules: { github: RETRY_SCHEDULE, endpoints: ENDPOINT_SCHEDULE },
    onMoved: () => undefined,
    wake: () => {
      wakeSend();
    },
  });
  const wakeSend = startSimulatedWorker(timeline, send.turn);

  const planner = createPlanner({
    store,
    github: {} as GitHub,
    index,
    urls: {
      server: 'https://github.com',
      api: 'https://api.github.com',
      graphql: 'https://api.github.com/graphql',
    },
    botLogin: () => 'hub-relay[bot]',
    clock,
    log: SILENT,
    upkeep: () => undefined,
    onPlanned: () => {
      wakeSend();
    },
    wake: () => {
      wakePlan();
    },
    observer: {
      planned: ({ fired }) => {
        tally.fired.add(timeline.now, fired);
        tally.notified.second.add(timeline.now, fired);
        tally.notified.minute.add(timeline.now, fired);
      },
    },
  });
  const wakePlan = startSimulatedWorker(timeline, () => timeline.outside(planner.turn));

  const record = createRecord({
    store,
    clock,
    log: SILENT,
    onRecorded: (handed) => {
      if (handed) planner.handOver(handed);
      else planner.lookAgain();
    },
  });

  let count = 0;
  const happens: World['happens'] = (installation, place, what) => {
    // Whoever began before has still something to do; what they did before is not looked at.
    if (timeline.now < start) return;
    count += 1;
    const id = `${seed}-${count}`;
    const happenedAt = timeline.now;
    timeline.quietly(happenedAt + logNormal(way, 1_500, 0.9), () => {
      void arrives(id, installation, place, what, happenedAt);
    });
  };

  const arrives = async (...[id, installation, place, what, happenedAt]: Arrival): Promise<void> => {
    const arrivedAt = timeline.now;
    if (loop.lag > DEADLINE) {
      // GitHub is asked for it again within the hour (flow/recover.ts).
      tally.turnedAway += 1;
      const again = (Math.floor(arrivedAt / HOUR) + 1) * HOUR + way.next() * 300 * SECOND;
      timeline.at(again, () => void arrives(id, installation, place, what, happenedAt));
      return;
    }
    tally.received.second.add(arrivedAt);
    tally.received.minute.add(arrivedAt);
    const payload = payloadOf(what, know(installation, place), happenedAt);
    await loop.work(costs.request);
    await record({ id, name: what.kind, payload, body: JSON.stringify(payload) });
    tally.answered.add(timeline.now - arrivedAt);
  };

  /** The hub's workflow runs, and GitHub tells of that too. */
  const answerBack = (installation: number, hubId: number): void => {
    const place = hubId % 100_000;
    happens(installation, place, { kind: 'repository_dispatch' });
    startRuns({ timeline, happens }, way, installation, place, 'repository_dispatch', 1);
  };

  startArrivals({ timeline, population, seed, load: options.load, end, happens });
  options.also?.({
    ...population,
    timeline,
    random: way.next,
    happens,
    startRuns: (installation, place) => {
      startRuns({ timeline, happens }, way, installation, place, 'push');
    },
  });

  await timeline.run(start);
  for (let at = start; at < end; at += 60 * SECOND) {
    await timeline.run(Math.min(end, at + 60 * SECOND));
    const { pending, waiting, sending } = notifications.counts;
    const { mostWaiting } = tally;
    mostWaiting.events = Math.max(mostWaiting.events, kept.events.waiting);
    mostWaiting.notifications = Math.max(mostWaiting.notifications, pending + waiting + sending);
    if ((at - start) % HOUR === 0) options.tell?.((at - start) / HOUR);
  }
  return { tally, loop, disk, kept, github, population, index };
};

type Arrival = [id: string, installation: number, place: number, what: Happening, happenedAt: number];

export type Simulated = Awaited<ReturnType<typeof simulate>>;
