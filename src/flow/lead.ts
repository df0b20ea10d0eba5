import { isRecorded } from '../core/event.ts';
import { type Handed } from './arrivals.ts';
import { createAlarmTurn, lookForAlarms } from './alarm.ts';
import { createExpiry } from './expire.ts';
import { type Deliveries, type GitHub, type Writer } from './github-ports.ts';
import { type Knowledge } from './knowledge.ts';
import { createPlanner, type PlanOptions } from './plan.ts';
import { type Candidate, type Clock, type Log, type Store } from './ports.ts';
import { createReconcileTurn } from './reconcile.ts';
import { createRecovery } from './recover.ts';
import { createReleaseTurn } from './release.ts';
import { createReporter } from './report.ts';
import { createAuditExpiry, createSealing, sealAll } from './seal.ts';
import { createTell } from './tell.ts';
import { startWorker, type Worker } from './worker.ts';

export interface LeadOptions extends Omit<PlanOptions, 'botLogin' | 'wake'> {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly github: GitHub;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliveries: Deliveries;
  readonly writer: Writer;
  /** How long events are kept, in milliseconds. */
  readonly retention: number;
  /** And the audit log. */
  readonly auditRetention: number;
  /** A timer starts this process for moments: what one before it did within the hour is not done again. */
  readonly isBrief?: boolean;
}

/** What one process at a time does: it plans events, compares with GitHub, and looks after what others left behind. */
export interface Leader extends Candidate {
  /** There may be events to plan. */
  readonly wake: () => void;
  /** This process just recorded an event; `wake` where it is not told which. */
  readonly recorded: (handed?: Handed) => void;
  /** There may be something to tell on GitHub. */
  readonly wakeReports: () => void;
  /** What is known of installations or repositories changed. */
  readonly wakeAlarm: () => void;
  /** Something was noted for the audit log. */
  readonly noted: () => void;
  /** It leads, but nothing is known of the installations yet, and nothing is planned. */
  readonly isReading: () => boolean;
  /** Whether this process leads. */
  readonly isLeading: () => boolean;
  /** Milliseconds since 1970 until which there is nothing to do; -Infinity while there is, Infinity where it does not lead. */
  readonly restsUntil: () => number;
  /** For a process that is about to end: does at once what otherwise waits until nothing changes. */
  readonly finish: () => Promise<void>;
  /** It does not lead again, whoever is elected. */
  readonly stop: () => Promise<void>;
}

export const createLeader = (options: LeadOptions): Leader => {
  let term: Term | undefined;
  let isStopped = false;
  const ended = new Set<Promise<void>>();

  const follow = (): void => {
    if (!term) return;
    const ending = term.stop().finally(() => ended.delete(ending));
    ended.add(ending);
    term = undefined;
  };

  return {
    lead: () => {
      if (isStopped) return;
      options.log.debug({}, 'this process leads');
      follow();
      term = begin(options);
    },
    follow: () => {
      if (term) options.log.info({}, 'another process may lead now');
      follow();
    },
    wake: () => term?.wake(),
    recorded: (handed) => term?.recorded(handed),
    wakeReports: () => term?.wakeReports(),
    wakeAlarm: () => term?.wakeAlarm(),
    noted: () => term?.noted(),
    isReading: () => term?.isReading() ?? false,
    isLeading: () => term !== undefined,
    restsUntil: () => term?.restsUntil() ?? Infinity,
    finish: async () => term?.finish(),
    stop: async () => {
      isStopped = true;
      follow();
      await Promise.all(ended);
    },
  };
};

interface Term extends Omit<Leader, keyof Candidate | 'isLeading'> {
  stop(): Promise<void>;
}

/** It is woken for each notification that is planned or sent, and what these change is told two seconds later; milliseconds. */
const GATHER = 50;

/** How long a stop waits for what is told on GitHub, in milliseconds. */
const PATIENCE = 5_000;

const begin = (options: LeadOptions): Term => {
  const { log, clock } = options;
  const workers: Worker[] = [];
  const watch = (name: string, turn: () => Promise<number | undefined>, gather?: number): Worker => {
    const worker = startWorker({ name, turn, now: clock.now, log, ...(gather !== undefined && { gather }) });
    workers.push(worker);
    return worker;
  };
  const lasting: Worker[] = [];
  /** Work that comes to an end, beside what is looked for every few seconds. */
  const work = (name: string, turn: () => Promise<number | undefined>): Worker => {
    const worker = watch(name, turn);
    lasting.push(worker);
    return worker;
  };

  let planner: Worker | undefined;
  let reporter: Worker | undefined;
  let isOver = false;
  const { events, marks, audit } = options.store;
  const reconcile = createReconcileTurn({ ...options, marks });
  const { botLogin } = reconcile;
  const onPlanned = (): void => {
    reporter?.wake();
    options.onPlanned();
  };
  const plan = createPlanner({ ...options, botLogin, onPlanned, wake: () => planner?.wake() });
  watch('releasing', createReleaseTurn(options));
  work('reconciling', reconcile.turn);
  work('expiring', createExpiry(options).turn);
  work('expiring the audit log', createAuditExpiry(options));
  const sealing = createSealing({ ...options, wake: () => sealer.wake() });
  const sealer = watch('sealing the audit log', sealing.turn);
  work('recovering', createRecovery({ ...options, events, marks, audit, isWanted: isRecorded }).turn);
  const reports = createReporter({
    ...options,
    tell: createTell({ ...options, botLogin }),
    wake: () => reporter?.wake(),
  });
  const alarmed = { ...options, onAsked: () => reporter?.wake() };
  const alarm = options.isBrief
    ? undefined
    : watch('looking for routes that stopped', createAlarmTurn(alarmed));
  void reconcile.ready.then(() => {
    if (isOver) return;
    planner = work('planning', plan.turn);
    reporter = watch('reporting', reports.turn, GATHER);
  });

  return {
    wake: plan.lookAgain,
    recorded: (handed) => {
      if (handed) plan.handOver(handed);
      else plan.lookAgain();
    },
    wakeReports: () => reporter?.wake(),
    wakeAlarm: () => alarm?.wake(),
    noted: sealing.noted,
    isReading: reconcile.isReading,
    restsUntil: () => {
      if (plan.isAtWork() || reporter?.restsUntil() === -Infinity) return -Infinity;
      const reportsUntil = reporter ? reports.restsUntil() : Infinity;
      return Math.min(reportsUntil, ...lasting.map((worker) => worker.restsUntil()));
    },
    finish: async () => {
      if (planner) await lookForAlarms(alarmed);
      await sealAll(options.store.audit);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(workers.map((worker) => worker.stop()));
      const late = setTimeout(reports.abandon, PATIENCE);
      await Promise.all([plan.settled(), reports.settled()]);
      clearTimeout(late);
    },
  };
};
