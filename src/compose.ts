import { RouteIndex } from './core/route-index.ts';
import { CONFIG_PATH, Knowledge } from './flow/knowledge.ts';
import { createPlanner } from './flow/plan.ts';
import { type GitHub } from './flow/github-ports.ts';
import { type Notification } from './flow/notification-ports.ts';
import { type Clock, type Log, type Store } from './flow/ports.ts';
import { createReconcileTurn } from './flow/reconcile.ts';
import { createRecord, type Delivered } from './flow/record.ts';
import { createSend } from './flow/send.ts';
import { createUpkeep } from './flow/upkeep.ts';
import { startWorker, type Worker } from './flow/worker.ts';
import { type Authenticate } from './github/client.ts';
import { createFiles } from './github/files.ts';
import { createInstallations } from './github/installations.ts';
import { createTokens } from './github/tokens.ts';
import { createRepositoryDispatch } from './senders/repository-dispatch.ts';
import { type Settings } from './settings.ts';
import { openStore } from './store/open-store.ts';

/** The product, put together. `start` begins the work that follows recording; `stop` ends it in good order. */
export interface Relay {
  readonly store: Store;
  readonly index: RouteIndex;
  record(delivered: Delivered): Promise<'recorded' | 'rejected' | 'duplicate'>;
  start(): void;
  /** Takes nothing new, lets what is in flight end for `grace` ms, then cuts it off and closes the store. */
  stop(grace?: number): Promise<void>;
}

export interface RelayOptions {
  readonly settings: Pick<Settings, 'urls' | 'databaseUrl' | 'pace'>;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly clock?: Clock;
}

const SYSTEM_CLOCK: Clock = { now: Date.now, random: Math.random };
const GRACE = 7_000;

/** The only place that names concrete parts. */
export const composeRelay = async (options: RelayOptions): Promise<Relay> => {
  const { settings, log, authenticate, clock = SYSTEM_CLOCK } = options;
  const store = await openStore(settings.databaseUrl, { soleOwner: true, pace: settings.pace });
  // What the last process had in flight when it died: its answers are lost, so it is sent again, and says so.
  const released = await store.notifications.release(clock.now());
  if (released > 0) log.warn({ released }, 'attempts were interrupted and will be made again');
  const index = new RouteIndex();
  const github: GitHub = { ...createInstallations(authenticate), ...createFiles(authenticate, CONFIG_PATH) };
  const knowledge = new Knowledge({ store, github, index, log, now: clock.now });
  const sender = createRepositoryDispatch({
    apiUrl: settings.urls.api,
    token: createTokens(authenticate, clock.now),
  });

  const workers: Worker[] = [];
  let planner: Worker | undefined;
  let postman: Worker | undefined;
  const reconcile = createReconcileTurn({ knowledge, github, clock, log });
  const learnName = ({ lane = 0, hubId = 0, hub }: Notification): void => {
    knowledge.syncRepository(lane, hubId, hub).catch((error: unknown) => {
      log.warn({ repository: hub, err: error }, 'the new name of a hub could not be learned yet');
    });
  };
  const send = createSend({ store, sender, clock, log, onMoved: learnName, wake: () => postman?.wake() });
  const plan = createPlanner({
    store,
    github,
    index,
    upkeep: createUpkeep(knowledge, index),
    urls: settings.urls,
    botLogin: reconcile.botLogin,
    clock,
    log,
    onPlanned: () => postman?.wake(),
    wake: () => planner?.wake(),
  });

  const work = (name: string, turn: () => Promise<number | undefined>): Worker => {
    const worker = startWorker({ name, turn, now: clock.now, log });
    workers.push(worker);
    return worker;
  };

  let isStopped = false;
  return {
    store,
    index,
    record: createRecord({ store, clock, log, onRecorded: () => planner?.wake() }),
    start: () => {
      void reconcile.ready.then(() => {
        if (!isStopped) planner = work('planning', plan.turn);
      });
      work('reconciling', reconcile.turn);
      postman = work('sending', send.turn);
    },
    stop: async (grace = GRACE) => {
      isStopped = true;
      knowledge.stop();
      const cut = setTimeout(() => send.abort(), grace);
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all([plan.settled(), send.settled()]);
      clearTimeout(cut);
      await store.close();
    },
  };
};
