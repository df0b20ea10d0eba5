/**
 * One try of GitHub to hand a webhook over. `id` is a 64-bit number, which is why it is text here; `guid` is the same
 * at every redelivery. `deliveredAt` in milliseconds since 1970.
 * https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 */
export interface HookDelivery {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action?: string;
  readonly deliveredAt: number;
  readonly isRedelivery: boolean;
  readonly isSuccess: boolean;
  /** What the server answered; 0 where it did not. */
  readonly statusCode: number;
}

/**
 * An event that failed to arrive. `failed`: the ids of its failed deliveries; `newest` is the one to redeliver.
 * `end`: why it is not asked for any more.
 */
export interface Missed {
  readonly guid: string;
  readonly event: string;
  readonly action?: string;
  readonly failed: readonly string[];
  readonly newest: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly asks: number;
  readonly askedAt?: number;
  readonly end?: End;
}

/** `gone`, `refused`: GitHub's answer to our asking. `tries`: it failed too often. `age`: GitHub keeps it no longer. */
export type End = 'gone' | 'refused' | 'tries' | 'age';

/** GitHub redelivers what is at most this old. https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
export const REDELIVERABLE = 3 * 24 * 3_600_000;
/** An event that failed this often would fail again. */
export const MOST_TRIES = 5;
/** Until a redelivery has had its chance, it is not asked for again. Milliseconds. */
export const ASK_AGAIN = 3_600_000;

/** GitHub's own line between success and failure is the status (200 to 399); `OK` is what older servers say. */
export const isSuccessful = (status: string, statusCode: number): boolean =>
  status === 'OK' || (statusCode >= 200 && statusCode < 400);

/** The event of a failed delivery, with what was known of it before. The same delivery twice changes nothing, nor does their order. */
export const addFailure = (known: Missed | undefined, delivery: HookDelivery): Missed => {
  const { id, guid, event, action, deliveredAt } = delivery;
  const first: Missed = {
    guid,
    event,
    ...(action !== undefined && { action }),
    failed: [id],
    newest: id,
    firstAt: deliveredAt,
    lastAt: deliveredAt,
    asks: 0,
  };
  if (known === undefined) return first;
  if (known.failed.includes(id)) return known;
  const isNewer = deliveredAt > known.lastAt || (deliveredAt === known.lastAt && isLater(id, known.newest));
  return {
    ...known,
    failed: [...known.failed, id].toSorted(),
    newest: isNewer ? id : known.newest,
    firstAt: Math.min(known.firstAt, deliveredAt),
    lastAt: Math.max(known.lastAt, deliveredAt),
  };
};

const isLater = (id: string, other: string): boolean =>
  id.length === other.length ? id > other : id.length > other.length;

/** What to do about it now: ask for it, wait for what was asked before, or give it up. */
export const fateOf = (missed: Missed, now: number): 'ask' | 'wait' | End => {
  if (missed.end !== undefined) return missed.end;
  if (missed.askedAt !== undefined && missed.askedAt > now - ASK_AGAIN) return 'wait';
  if (missed.failed.length >= MOST_TRIES || missed.asks + 1 >= MOST_TRIES) return 'tries';
  return missed.firstAt < now - REDELIVERABLE ? 'age' : 'ask';
};

export const isEnded = ({ end }: Missed): boolean => end !== undefined;
