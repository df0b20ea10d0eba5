import { type Repository } from './repository.ts';
import { type OwnConfig } from './route.ts';

/** What a file says, as JSON: a third of the memory that it takes as objects. */
export type Shelved = string;

/** A repository with its file at rest; with a `note`, why nothing of that is in force. */
export interface AtRest {
  readonly repository: Repository;
  readonly shelved: Shelved;
  readonly note?: string;
}

/** Of so many different files what they say is kept open. */
const MOST_OPEN = 1_000;

/** Says nothing, as most files do: those that are not there. */
export const NOTHING_SAID: Shelved = '{}';

/**
 * Files at rest, and the last used ones open. An open one is the same object each time, so that whatever is compiled of
 * it stays compiled; and files that say the same are one.
 */
export class Shelf {
  readonly #open = new Map<Shelved, { readonly shelved: Shelved; readonly own: OwnConfig }>();

  /** The same text as that of an open file where there is one, so that it takes its memory once. */
  put(shelved: Shelved): Shelved {
    return shelved === NOTHING_SAID ? NOTHING_SAID : this.#take(shelved).shelved;
  }

  open(shelved: Shelved): OwnConfig {
    return shelved === NOTHING_SAID ? EMPTY : this.#take(shelved).own;
  }

  #take(shelved: Shelved) {
    const taken = this.#open.get(shelved) ?? { shelved, own: JSON.parse(shelved) as OwnConfig };
    this.#open.delete(shelved);
    this.#open.set(shelved, taken);
    if (this.#open.size > MOST_OPEN) {
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
    }
    return taken;
  }
}

const EMPTY: OwnConfig = {};
