import { type NewEvent, type Room, type StoredEvent } from '../../../src/flow/ports.ts';
import { Heap } from './heap.ts';

interface Due {
  readonly event: StoredEvent;
  readonly at: number;
  readonly order: number;
}

/** The events on record that are yet to be planned. What is handed out comes back only when it is postponed. */
export class KeptEvents {
  readonly #due = new Heap<Due>(
    (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order),
  );
  readonly #unplanned = new Map<string, StoredEvent>();
  #order = 0;
  recorded = 0;
  planned = 0;

  get waiting(): number {
    return this.#unplanned.size;
  }

  add(event: NewEvent): void {
    const stored: StoredEvent = { ...event, plans: 0 };
    this.recorded += 1;
    this.#unplanned.set(event.id, stored);
    // As the store has it: what is due at once comes by its ordinal.
    this.#put(stored, 0);
  }

  take(now: number, { events, bytes }: Room, except: readonly string[]): readonly StoredEvent[] {
    const others = new Set(except);
    const taken: StoredEvent[] = [];
    let room = bytes;
    for (
      let first = this.#first();
      first && first.at <= now && taken.length < events;
      first = this.#first()
    ) {
      if (others.has(first.event.id)) {
        // It is being planned; where that fails it is postponed, and comes again.
        this.#due.pop();
        continue;
      }
      room -= first.event.body.length;
      if (room < 0 && taken.length > 0) break;
      this.#due.pop();
      taken.push(first.event);
    }
    return taken;
  }

  read(ids: readonly string[]): readonly StoredEvent[] {
    return ids.flatMap((id) => this.#unplanned.get(id) ?? []);
  }

  nextDue(after: number): number | undefined {
    const first = this.#first();
    return first && Math.max(first.at, after);
  }

  postpone(id: string, until: number): void {
    const event = this.#unplanned.get(id);
    if (!event) return;
    const again = { ...event, plans: event.plans + 1 };
    this.#unplanned.set(id, again);
    this.#put(again, until);
  }

  /** The event, where it was not planned yet. */
  plan(id: string): StoredEvent | undefined {
    const event = this.#unplanned.get(id);
    if (event) this.planned += 1;
    this.#unplanned.delete(id);
    this.#first();
    return event;
  }

  /** Those that were planned without being asked for go by the way. */
  #first(): Due | undefined {
    for (let first = this.#due.first; first; first = this.#due.first) {
      if (this.#unplanned.has(first.event.id)) return first;
      this.#due.pop();
    }
    return undefined;
  }

  #put(event: StoredEvent, at: number): void {
    this.#order += 1;
    this.#due.push({ event, at, order: this.#order });
  }
}
