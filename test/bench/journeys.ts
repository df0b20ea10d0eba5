import { type Pushed } from './pushes.ts';
import { type Arrival, type Seen } from './sandbox-messages.ts';

/** What became of some pushes, in milliseconds from when each was sent. */
export interface Journeys {
  /** To its dispatch, as GitHub read it; Infinity where none came. In the order in which they were sent. */
  readonly toHub: readonly number[];
  readonly toAnswer: readonly number[];
}

export const journeysOf = (pushed: readonly Pushed[], { arrivals }: Seen): Journeys => {
  const first = new Map<string, Arrival>();
  for (const arrival of arrivals) if (!first.has(arrival.mark)) first.set(arrival.mark, arrival);
  return {
    toHub: pushed.map(({ mark, sentAt }) => (first.get(mark)?.at ?? Infinity) - sentAt),
    toAnswer: pushed.map(({ sentAt, answeredAt }) => answeredAt - sentAt),
  };
};

/** What must not be: each push is answered 2xx, and each of its hubs told exactly once; nothing is refused. */
export const faultsOf = (pushed: readonly Pushed[], { arrivals, refused }: Seen): readonly string[] => {
  const faults = refused.map((refusal) => `GitHub answered ${refusal}`);
  const counts = new Map<string, number>();
  for (const { mark, hub } of arrivals) {
    const key = `${mark} ${hub}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const { mark, spoke, status } of pushed) {
    if (status < 200 || status > 299)
      faults.push(`a push of ${spoke.fullName} was answered ${status === 0 ? 'by nothing' : status}`);
    for (const hub of spoke.hubs) {
      const count = counts.get(`${mark} ${hub}`) ?? 0;
      if (count !== 1) faults.push(`${hub} was told ${count} times of a push of ${spoke.fullName}`);
    }
  }
  return faults;
};

/** @throws with the first of them and how many there are, which fails the part. */
export const insist = (who: string, faults: readonly string[]): void => {
  if (faults.length > 0) throw new Error(`${who}: ${faults[0] ?? ''} (1 of ${faults.length} faults)`);
};

/** By nearest rank; NaN of none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? NaN;
};
