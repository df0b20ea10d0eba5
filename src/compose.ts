import { readGithub } from './compose/read-github.ts';
import { createSenders } from './compose/senders.ts';
import { operatorOf } from './core/operator.ts';
import { type Pace } from './core/pace.ts';
import { ENDPOINT_SCHEDULE } from './core/retry.ts';
import { RouteIndex } from './core/route-index.ts';
import { createConsent } from './flow/consent.ts';
import { Knowledge } from './flow/knowledge.ts';
import { type Observer } from './flow/observer.ts';
import { joinObservers } from './flow/observers.ts';
import { drain, type Drained, type DrainOptions } from './flow/drain.ts';
import { type HookRanges, startHookRanges } from './flow/hook-ranges.ts';
import { createLeader } from './flow/lead.ts';
import { type Notification } from './flow/notification-ports.ts';
import { type Change, type Clock, type Log, type Store } from './flow/ports.ts';
import { createRecord, type Delivered } from './flow/record.ts';
import { releaseAll } from './flow/release.ts';
import { hearNotes } from './flow/seal.ts';
import { createSend } from './flow/send.ts';
import { createUpkeep } from './flow/upkeep.ts';
import { startWorker, type Worker } from './flow/worker.ts';
import { createAppPace } from './github/app-pace.ts';
import { createCheckRuns } from './github/check-runs.ts';
import { type Authenticate } from './github/client.ts';
import { createDeliveries } from './github/deliveries.ts';
import { createHookRanges } from './github/hook-ranges.ts';
import { createIssues } from './github/issues.ts';
import { type Settings } from './settings.ts';
import { readVersion } from './settings/version.ts';
import { openStore } from './store/open-store.ts';
import { type StoreError } from './store/store-error.ts';

/** The product, put together. `start` begins the work that follows recording; `stop` ends it in good order. */
export interface Relay {
  readonly store: Store;
  readonly index: RouteIndex;
  /** At the first start: the installations are not all read yet, and nothing is planned. */
  readonly isReading: () => boolean;
  /** Nothing can be kept any more, until a new start. */
  readonly hasFailed: () => boolean;
  /** Who sends webhooks, where that is to be checked. */
  readonly senders?: Pick<HookRanges, 'whoIs'>;
  readonly record: (delivered: Delivered) => Promise<'recorded' | 'rejected' | 'duplicate'>;
  /** A request was turned away before anything was recorded. */
  readonly refused: (code: string) => void;
  /** Somebody in this process changed the record beside the flow (a replay): what is due is looked for again. */
  readonly changed: () => void;
  start(): void;
  /** Starts, and resolves when everything that is due was done, or the time is up; then it is to be stopped. */
  drain(options?: DrainOptions): Promise<Drained>;
  /** Takes nothing new, lets what is in flight end for `grace` ms, then cuts it off and closes the store. */
  stop(grace?: number): Promise<void>;
}

export interface RelayOptions {
  readonly settings: Pick<
    Settings,
    | 'urls'
    | 'databaseUrl'
    | 'pace'
    | 'retrySchedule'
    | 'retention'
    | 'auditRetention'
    | 'webhookSenders'
    | 'endpoints'
    | 'sources'
    | 'endpointAllowedSubnets'
  >;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly clock?: Clock;
  /** Wants to know what happens. It may throw. */
  readonly observer?: Observer;
  /** Nothing can be kept any more, until a new start; what it was the log has said. Called once. */
  readonly onFailed?: (failure: Error) => void;
  /** How fast tokens of installations are asked for; as GitHub allows it where it is left out. */
  readonly appPace?: Pace;
  /** A timer starts this process for moments: what one before it did within the hour is not done again. */
  readonly isBrief?: boolean;
}

const SYSTEM_CLOCK: Clock = { now: Date.now, random: Math.random };
const GRACE = 7_000;

/** The only place, with compose/, that names concrete parts. */
export const composeRelay = async (options: RelayOptions): Promise<Relay> => {
  const { settings, log, clock = SYSTEM_CLOCK } = options;
  let hasFailed = false;
  const onFailed = (failure: StoreError): void => {
    hasFailed = true;
    log.error({ code: failure.code }, `${failure.message} [${failure.code}]`);
    options.onFailed?.(failure);
  };
  const store = await openStore(settings.databaseUrl, { soleOwner: true, pace: settings.pace, onFailed });
  let noted = (): void => undefined;
  const observer = joinObservers(
    log,
    hearNotes(() => noted()),
    options.observer,
  );
  await releaseAll({ store, clock, log, observer });
  const index = new RouteIndex(operatorOf(settings));
  const pace = createAppPace({ now: clock.now, pace: options.appPace });
  const authenticate = pace.inTurn(options.authenticate);
  const github = readGithub(authenticate, settings.urls);
  let postman: Worker | undefined;
  let resign = (): Promise<void> => Promise.resolve();
  const wakePostman = (): void => postman?.wake();
  const knowledge = new Knowledge({
    store,
    github,
    index,
    log,
    now: clock.now,
    release: readVersion(),
    onMended: () => {
      wakePostman();
      observer.changed?.();
    },
    onChanged: () => {
      leader.wakeAlarm();
      observer.changed?.();
    },
  });
  const sender = createSenders({ settings, authenticate, onTokenAsked: pace.spend, clock, store, index });
  const learnName = ({ lane = 0, hubId = 0, hub }: Notification): void => {
    knowledge.syncRepository(lane, hubId, hub).catch((error: unknown) => {
      log.warn({ repository: hub, err: error }, 'the new name of a hub could not be learned yet');
    });
  };
  const send = createSend({
    store,
    sender,
    consent: createConsent(index),
    clock,
    log,
    observer,
    schedules: { github: settings.retrySchedule, endpoints: ENDPOINT_SCHEDULE },
    onMoved: learnName,
    wake: () => {
      wakePostman();
      leader.wakeReports();
    },
  });
  const leader = createLeader({
    store,
    github,
    index,
    knowledge,
    upkeep: createUpkeep(knowledge, index),
    deliveries: createDeliveries(authenticate),
    writer: { ...createCheckRuns(authenticate), ...createIssues(authenticate) },
    urls: settings.urls,
    isBrief: options.isBrief ?? false,
    retention: settings.retention,
    auditRetention: settings.auditRetention,
    clock,
    log,
    observer,
    onPlanned: wakePostman,
  });
  noted = leader.noted;

  const senders =
    settings.webhookSenders === 'github'
      ? startHookRanges({ ask: createHookRanges(settings.urls.api), marks: store.marks, clock, log })
      : undefined;

  const changed = (): void => {
    leader.wake();
    leader.wakeReports();
    wakePostman();
    observer.changed?.();
  };

  const hear = (change: Change): void => {
    knowledge.refresh(change).catch((error: unknown) => {
      log.error({ err: error }, 'what another process learned could not be read');
    });
    changed();
  };

  const start = (): void => {
    // Who agrees to what is sent is not known before.
    const turn = () => (knowledge.isLoaded ? send.turn() : Promise.resolve(undefined));
    postman = startWorker({ name: 'sending', turn, now: clock.now, log });
    store.watch(hear);
    if (store.isShared) hear({ kind: 'everything' });
    resign = store.elect(leader);
  };

  return {
    store,
    index,
    ...(senders && { senders }),
    isReading: leader.isReading,
    hasFailed: () => hasFailed,
    record: createRecord({ store, clock, log, observer, onRecorded: leader.recorded }),
    refused: (code) => observer.refused?.(code),
    changed,
    start,
    drain: (limits) => {
      start();
      return drain({ store, leader, sending: send, clock, ...limits });
    },
    stop: async (grace = GRACE) => {
      knowledge.stop();
      pace.stop();
      const cut = setTimeout(() => send.abort(), grace);
      // What is on its way to slow hubs need not keep another process from planning.
      await Promise.all([leader.stop().then(resign), postman?.stop(), senders?.stop()]);
      await send.settled();
      clearTimeout(cut);
      await store.close();
    },
  };
};
