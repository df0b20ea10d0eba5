import { type Kept } from './kept-notifications.ts';
import { KeptQueue } from './kept-queue.ts';

/** As in store/coalesce.ts. */
const MOST_WINDOWS = 10;

/** The bursts that newer events may still join: of one route, hub and ref. */
export class Bursts {
  readonly #open = new Map<string, Kept>();

  /** The newest stays and waits a window more; returns the one that is merged into it. */
  add(draft: Kept, at: number): Kept | undefined {
    const { coalesce: window, route, hubId, hub, ref } = draft.is;
    if (window === undefined) return undefined;
    const key = `${route} ${hubId ?? hub} ${ref ?? ''}`;
    const other = this.#open.get(key);
    const winner = other && KeptQueue.isBefore(draft, other) ? other : draft;
    winner.burstAt = other?.burstAt ?? at;
    winner.burstKey = key;
    winner.dueAt = Math.min(at + window, winner.burstAt + MOST_WINDOWS * window);
    this.#open.set(key, winner);
    if (!other) return undefined;
    const loser = winner === draft ? other : draft;
    winner.merged = [...other.merged, loser.is.eventId];
    loser.burstKey = undefined;
    return loser;
  }

  /** It leaves: what comes now begins another burst. */
  close({ burstKey }: Kept): void {
    if (burstKey !== undefined) this.#open.delete(burstKey);
  }
}
