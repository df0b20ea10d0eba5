/**
 * The answer of a rule, with its reasons: the one shape in which every decision is made, stored and shown.
 * `rule` is a short stable name ("on.push.branches"), `reason` one sentence that names what was found.
 * A verdict with `parts` passed because of them, or failed because of the failed ones among them.
 */
export interface Verdict {
  readonly rule: string;
  readonly passed: boolean;
  readonly reason: string;
  readonly parts?: readonly Verdict[];
}

export const pass = (rule: string, reason: string, parts?: readonly Verdict[]): Verdict =>
  parts === undefined ? { rule, passed: true, reason } : { rule, passed: true, reason, parts };

export const fail = (rule: string, reason: string, parts?: readonly Verdict[]): Verdict =>
  parts === undefined ? { rule, passed: false, reason } : { rule, passed: false, reason, parts };

/** Passes when every part passes; the reason of a refusal is that of the first part that failed. */
export const all = (rule: string, reason: string, parts: readonly Verdict[]): Verdict => {
  const failed = parts.find((part) => !part.passed);
  return failed ? fail(rule, failed.reason, parts) : pass(rule, reason, parts);
};

/** The verdicts without parts that made it fail, in order; of one that passed there are none. */
export const failuresIn = (verdict: Verdict): readonly Verdict[] => {
  if (verdict.passed) return [];
  const failed = (verdict.parts ?? []).filter((part) => !part.passed);
  return failed.length === 0 ? [verdict] : failed.flatMap(failuresIn);
};
