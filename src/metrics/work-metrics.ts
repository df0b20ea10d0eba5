import { Counter, Histogram, type Registry } from 'prom-client';
import { EVENT_NAMES, UPKEEP_NAMES } from '../core/event.ts';
import { type Attempted, type Observer, type Recorded } from '../flow/observer.ts';
import { closedList, OTHER } from './closed-list.ts';

/** Names, units and suffixes: https://prometheus.io/docs/practices/naming/ */

const EVENTS = [...EVENT_NAMES, ...UPKEEP_NAMES, 'check_run', 'check_suite'] as const;
const RECORDED = ['recorded', 'rejected', 'duplicate', 'failed'] as const satisfies Recorded['outcome'][];
const TARGETS = [
  'repository_dispatch',
  'workflow_dispatch',
  'endpoint',
] as const satisfies Attempted['target'][];
const OUTCOMES = ['delivered', 'waiting', 'dead'] as const satisfies Attempted['outcome'][];
/** `none`: there was no answer, or nothing was sent. */
const CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none'] as const;

/** Upper bounds of buckets, in seconds. */
const BUCKETS = {
  recording: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  firstAttempt: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
  attempt: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
  delivery: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400],
} as const;

export interface WorkMetricsOptions {
  readonly registry: Registry;
  /** The codes that a refused request may have. */
  readonly refusals: readonly string[];
}

/** What is counted as it happens, since this process started. */
export const createWorkMetrics = ({ registry, refusals }: WorkMetricsOptions): Observer => {
  const registers = [registry];
  const histogram = <T extends string>(name: string, help: string, buckets: readonly number[], labels: T[]) =>
    new Histogram({ name, help, buckets: [...buckets], labelNames: labels, registers });
  const eventOf = closedList(EVENTS);
  const recordedOf = closedList(RECORDED);
  const codeOf = closedList(refusals);
  const targetOf = closedList(TARGETS);
  const outcomeOf = closedList(OUTCOMES);

  const received = new Counter({
    name: 'hub_relay_events_received_total',
    help: 'Signed webhooks that arrived, by what became of them; "failed" is one that the database did not take, and GitHub was told so.',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const refused = new Counter({
    name: 'hub_relay_requests_refused_total',
    help: 'Requests to the webhook addresses that were turned away before anything was recorded, by the code of the refusal.',
    labelNames: ['code'],
    registers,
  });
  const planned = new Counter({
    name: 'hub_relay_notifications_planned_total',
    help: 'Notifications that were planned: "pending" ones are sent, "refused" ones never are.',
    labelNames: ['outcome'],
    registers,
  });
  const attempts = new Counter({
    name: 'hub_relay_attempts_total',
    help: 'Attempts to deliver a notification, by what followed from them and the class of the status that came back.',
    labelNames: ['target', 'outcome', 'status_class'],
    registers,
  });
  const recording = histogram(
    'hub_relay_event_recording_seconds',
    'Time from the arrival of a webhook until it is durably on disk.',
    BUCKETS.recording,
    [],
  );
  const planning = histogram(
    'hub_relay_event_planning_seconds',
    'Time from the arrival of a webhook until its notifications are planned.',
    BUCKETS.firstAttempt,
    [],
  );
  const firstAttempt = histogram(
    'hub_relay_notification_first_attempt_seconds',
    'Time from the arrival of a webhook until its notification is first sent, the time in which a burst is gathered included.',
    BUCKETS.firstAttempt,
    ['target'],
  );
  const attempt = histogram(
    'hub_relay_attempt_duration_seconds',
    'Time from the sending of a notification until its answer is there, or it is clear that there will be none.',
    BUCKETS.attempt,
    ['target'],
  );
  const delivery = histogram(
    'hub_relay_notification_delivery_seconds',
    'Time from the arrival of a webhook until its notification is delivered, retries and replays included.',
    BUCKETS.delivery,
    ['target'],
  );

  // What never happened yet is 0, and not absent: otherwise the first time would be no increase.
  for (const event of [...EVENTS, OTHER]) for (const outcome of RECORDED) received.inc({ event, outcome }, 0);
  for (const code of [...refusals, OTHER]) refused.inc({ code }, 0);
  for (const outcome of ['pending', 'refused']) planned.inc({ outcome }, 0);
  for (const target of TARGETS) {
    for (const [outcome, status] of USUAL) attempts.inc({ target, outcome, status_class: status }, 0);
    for (const each of [firstAttempt, attempt, delivery]) each.zero({ target });
  }

  return {
    recorded: ({ name, outcome, receivedAt, endedAt }) => {
      received.inc({ event: eventOf(name), outcome: recordedOf(outcome) });
      if (outcome !== 'failed') recording.observe(secondsFrom(receivedAt, endedAt));
    },
    planned: ({ fired, refused: no, receivedAt, endedAt }) => {
      planned.inc({ outcome: 'pending' }, fired);
      planned.inc({ outcome: 'refused' }, no);
      planning.observe(secondsFrom(receivedAt, endedAt));
    },
    attempted: (one) => {
      const target = targetOf(one.target);
      const { startedAt, endedAt, receivedAt } = one;
      attempts.inc({ target, outcome: outcomeOf(one.outcome), status_class: classOf(one.status) });
      if (one.url !== undefined) attempt.observe({ target }, secondsFrom(startedAt, endedAt));
      if (receivedAt === undefined) return;
      if (one.number === 1) firstAttempt.observe({ target }, secondsFrom(receivedAt, startedAt));
      if (one.outcome === 'delivered') delivery.observe({ target }, secondsFrom(receivedAt, endedAt));
    },
    refused: (code) => refused.inc({ code: codeOf(code) }),
  };
};

const USUAL = [
  ['delivered', '2xx'],
  ['waiting', '4xx'],
  ['waiting', '5xx'],
  ['waiting', 'none'],
  ['dead', '4xx'],
  ['dead', '5xx'],
  ['dead', 'none'],
] as const;

const classIn = closedList(CLASSES);
const classOf = (status: number | undefined): string =>
  status === undefined ? 'none' : classIn(`${Math.trunc(status / 100)}xx`);

/** A clock that was set back makes no negative time, which would spoil the sum for ever. */
const secondsFrom = (begin: number, end: number): number => Math.max(end - begin, 0) / 1_000;
