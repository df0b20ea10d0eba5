import { setTimeout as delay } from 'node:timers/promises';
import { type Answered, isAccepted, type Line } from './send.ts';
import { type Webhook } from './webhook.ts';

/** How they were answered. Times in milliseconds. */
export interface Load {
  /** The ids of those that were accepted. */
  readonly accepted: readonly string[];
  /** By status, 0 for those that nobody answered; the most frequent first. */
  readonly statuses: readonly (readonly [status: number, count: number])[];
  readonly firstRefusal?: Answered;
  readonly p50: number;
  readonly p99: number;
  readonly took: number;
}

export interface LoadOptions {
  readonly count: number;
  /** A second. */
  readonly rate: number;
  readonly make: () => Promise<Webhook>;
  readonly line: Line;
  readonly onProgress?: (text: string) => void;
}

/**
 * Sends at its times whatever becomes of those before: a slow server is asked no less often. What waits for a connection
 * counts into the time of its answer.
 */
export const load = async ({ count, rate, make, line, onProgress }: LoadOptions): Promise<Load> => {
  const accepted: string[] = [];
  const statuses = new Map<number, number>();
  const durations: number[] = [];
  let firstRefusal: Answered | undefined;
  const began = performance.now();

  const send = async (webhook: Webhook): Promise<void> => {
    const answered = await line.post(webhook);
    durations.push(answered.duration);
    statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1);
    if (isAccepted(answered)) accepted.push(webhook.guid);
    else firstRefusal ??= answered;
    onProgress?.(`${durations.length} of ${count} answered, ${durations.length - accepted.length} refused`);
  };

  const sending: Promise<void>[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const webhook = await make();
    const early = began + (sent * 1_000) / rate - performance.now();
    if (early > 0) await delay(early);
    sending.push(send(webhook));
  }
  await Promise.all(sending);
  onProgress?.('');
  durations.sort((one, other) => one - other);
  return {
    accepted,
    statuses: [...statuses].sort(([, one], [, other]) => other - one),
    ...(firstRefusal && { firstRefusal }),
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
    took: performance.now() - began,
  };
};

/** The smallest that so many do not exceed; 0 of none. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
