import { type Event, readEvent } from '../core/event.ts';
import { type DueEvent, type Room, type Store, type StoredEvent } from './ports.ts';

/** An event that is to be planned. `bytes` is the size of its body, `plans` how often that was tried before. */
export interface Arrival {
  readonly id: string;
  readonly bytes: number;
  readonly plans: number;
  /** Throws where the record holds no JSON. */
  readonly read: () => Event;
}

/** What this process recorded just now, as it was read then. */
export interface Handed {
  readonly event: Event;
  readonly bytes: number;
}

/** So much of what was handed over is kept until it is planned; the rest is read from the store, as after a restart. */
const MOST_KEPT: Room = { events: 500, bytes: 16 * 1024 * 1024 };

/**
 * The events that are due, in the order in which they came. The store is the truth, and says which they are; what this
 * process recorded itself it need not read and parse again. Where no other process records, it need not even be asked,
 * as long as all that it would say was handed over.
 */
export const createArrivals = (store: Pick<Store, 'events' | 'isShared'>) => {
  // No Map: see GroupCommit.
  let kept: readonly Arrival[] = [];
  /** Until then (ms since 1970) nothing is due but what is kept, or was taken before. */
  let isCompleteUntil = -Infinity;
  let missed = 0;

  const drop = (dropped: readonly Arrival[]): void => {
    const ids = new Set(dropped.map(({ id }) => id));
    kept = kept.filter(({ id }) => !ids.has(id));
  };

  const lookAgain = (): void => {
    missed += 1;
    isCompleteUntil = -Infinity;
  };

  const contentsOf = async (due: readonly DueEvent[]): Promise<readonly Arrival[]> => {
    const before = new Map(kept.map((arrival) => [arrival.id, arrival]));
    const missing = due.filter(({ id }) => !before.has(id)).map(({ id }) => id);
    const stored = missing.length === 0 ? [] : await store.events.read(missing);
    const read = new Map(stored.map((event) => [event.id, event]));
    return due.flatMap(({ id, bytes }) => {
      const event = read.get(id);
      return before.get(id) ?? (event ? [fromStore(event, bytes)] : []);
    });
  };

  const ask = async (now: number, room: Room, except: readonly string[]): Promise<readonly Arrival[]> => {
    const before = { missed, kept };
    const due = await store.events.due(now, room, except);
    if (due.length > 0) return contentsOf(due);
    drop(before.kept);
    const next = (await store.events.nextDue(now)) ?? Infinity;
    if (missed === before.missed) isCompleteUntil = next;
    return [];
  };

  return {
    /** The events must be on record by now. */
    keep: ({ event, bytes }: Handed): void => {
      const used = kept.reduce((sum, arrival) => sum + arrival.bytes, bytes);
      if (kept.length >= MOST_KEPT.events || used > MOST_KEPT.bytes) {
        lookAgain();
        return;
      }
      kept = [...kept, { id: event.id, bytes, plans: 0, read: () => event }];
    },
    /** There may be something on record that was not handed over. */
    lookAgain,
    /** As many as there is room for, and not those in `except`. */
    take: async (now: number, room: Room, except: readonly string[]): Promise<readonly Arrival[]> => {
      const isAllKept = !store.isShared && now < isCompleteUntil;
      const taken = isAllKept ? kept.slice(0, room.events) : await ask(now, room, except);
      drop(taken);
      return taken;
    },
    /** When something is due that is not yet, as far as is known; `undefined` when nothing waits. */
    nextDue: (): number | undefined => (Number.isFinite(isCompleteUntil) ? isCompleteUntil : undefined),
  };
};

const fromStore = (stored: StoredEvent, bytes: number): Arrival => {
  const { id, name, receivedAt, source, body, plans } = stored;
  return {
    id,
    bytes,
    plans,
    read: () =>
      readEvent({ id, name, receivedAt, ...(source !== undefined && { source }), payload: JSON.parse(body) })
        .event,
  };
};
