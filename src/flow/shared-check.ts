/** How long an answer is usually kept, in milliseconds: however many ask, the store is asked once in that time. */
const KEPT = 1_000;

/** Those that ask while a check runs share it, and its answer is given for `kept` ms after. `now` in milliseconds. */
export const shareCheck = <T>(
  check: () => Promise<T>,
  now: () => number,
  kept: number = KEPT,
): (() => Promise<T>) => {
  let running: Promise<T> | undefined;
  let last: { readonly at: number; readonly answer: T } | undefined;

  const run = async (): Promise<T> => {
    try {
      const answer = await check();
      last = { at: now(), answer };
      return answer;
    } finally {
      running = undefined;
    }
  };

  return () => {
    const age = last === undefined ? kept : now() - last.at;
    // A clock that was set back must not keep an answer for ever.
    if (last !== undefined && age >= 0 && age < kept) return Promise.resolve(last.answer);
    return (running ??= run());
  };
};

/** What came of a question within the time. */
export type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'late' };

/**
 * Asks, and waits at most `patience` milliseconds. A question that is not answered yet is not asked again: whoever
 * comes next waits for the same one, so that a store that hangs is not buried under questions.
 */
export const createQuestion = <T>(ask: () => Promise<T>, patience: number): (() => Promise<Outcome<T>>) => {
  let open: Promise<Outcome<T>> | undefined;

  const put = async (): Promise<Outcome<T>> => {
    try {
      return { kind: 'value', value: await ask() };
    } catch (error) {
      return { kind: 'error', error };
    } finally {
      open = undefined;
    }
  };

  return async () => {
    const late = Promise.withResolvers<Outcome<T>>();
    const timer = setTimeout(() => late.resolve({ kind: 'late' }), patience);
    try {
      return await Promise.race([(open ??= put()), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
};
