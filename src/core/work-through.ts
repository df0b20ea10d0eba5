export interface Workload {
  /** How many turns are under way at once. */
  readonly atOnce: number;
  /** How many items each turn is given. */
  readonly inTurn: number;
  /** Asked before each turn: then no more is begun. */
  readonly isOver?: () => boolean;
}

/** Works a list off. After a failure nothing more is begun; it rejects with the first, once all that was begun has ended. */
export const workThrough = async <T>(
  items: readonly T[],
  { atOnce, inTurn, isOver = () => false }: Workload,
  work: (some: readonly T[]) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    while (next < items.length && !isOver()) {
      const some = items.slice(next, next + inTurn);
      next += inTurn;
      try {
        await work(some);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const turns = await Promise.allSettled(Array.from({ length: atOnce }, takeTurns));
  for (const turn of turns) if (turn.status === 'rejected') throw turn.reason;
};
