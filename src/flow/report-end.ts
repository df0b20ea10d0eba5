import { decideOn } from '../core/answer.ts';
import { quotaOf } from '../core/quota.ts';
import { backOff } from '../core/retry.ts';
import { type Written } from './github-ports.ts';
import { type Report, type ReportEnd } from './report-ports.ts';

/** What GitHub did not take so often is left as it is there. */
const MOST_TRIES = 10;

/**
 * What GitHub said to an attempt to write a report, and what follows; `done` is so where it took it. Only a rate limit,
 * which is everybody's, holds the lane: whatever else a report meets, no notification waits for it. What was given up
 * is tried again when something changes. Times in milliseconds since 1970.
 */
export const endOf = (
  report: Pick<Report, 'id' | 'number' | 'tries'>,
  { answer, number }: Written,
  { now, strikes }: { readonly now: number; readonly strikes: number },
  done: Pick<ReportEnd, 'written' | 'isOpen' | 'dueAt'> = {},
): ReportEnd => {
  const decision = decideOn(answer, { now, strikes, isTokenFresh: true, mayRedirect: false });
  const quota = answer.kind === 'answer' ? quotaOf(answer.headers, now) : undefined;
  const base = { id: report.id, at: now, ...(quota && { quota }) };
  if (decision.kind === 'delivered') {
    return { ...base, ...done, ...(number !== undefined && { number }), isUncertain: false };
  }
  const reason = 'reason' in decision ? decision.reason : 'GitHub sent us elsewhere';
  if (decision.kind === 'hold-lane' && decision.code === 'rate-limited') {
    return { ...base, reason, holdLaneUntil: decision.until, dueAt: decision.until };
  }
  const isWorthIt = decision.kind === 'retry' || decision.kind === 'hold-lane';
  if (!isWorthIt || report.tries + 1 >= MOST_TRIES) return { ...base, reason };
  const mayBeThere = decision.kind === 'retry' && decision.mayHaveArrived && report.number === undefined;
  return {
    ...base,
    reason,
    isRetry: true,
    dueAt: now + backOff(report.tries + 1),
    ...(mayBeThere && { isUncertain: true }),
  };
};
