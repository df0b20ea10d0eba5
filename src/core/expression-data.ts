import { data } from '@actions/expressions';
import { type Json, type JsonObject, isObject } from './json.ts';

/** What lies deeper in a payload than this is null in expressions; GitHub's own payloads have about ten levels. */
export const MAX_DEPTH = 100;

/** JSON as the expression language sees it. Objects and lists are opened only when something is read from them. */
export const toData = (value: Json | undefined, depth = 0): data.ExpressionData => {
  if (value === null || value === undefined || depth > MAX_DEPTH) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  return isObject(value) ? new LazyObject(value, depth) : new LazyList(value, depth);
};

/** The library's own dictionary loses keys such as "constructor": it looks them up in a plain object. */
class LazyObject extends data.Dictionary {
  readonly #source: JsonObject;
  readonly #depth: number;
  #keys: ReadonlyMap<string, string> | undefined;
  readonly #opened = new Map<string, data.ExpressionData>();

  constructor(source: JsonObject, depth: number) {
    super();
    this.#source = source;
    this.#depth = depth;
  }

  override get(name: string): data.ExpressionData | undefined {
    const key = this.#keysByLowerCase().get(name.toLowerCase());
    return key === undefined ? undefined : this.#open(key);
  }

  override values(): data.ExpressionData[] {
    return [...this.#keysByLowerCase().values()].map((key) => this.#open(key));
  }

  override pairs(): { key: string; value: data.ExpressionData }[] {
    return [...this.#keysByLowerCase().values()].map((key) => ({ key, value: this.#open(key) }));
  }

  #keysByLowerCase(): ReadonlyMap<string, string> {
    // Reversed, so that of two keys that differ only by case the first one stays, as in the library.
    this.#keys ??= new Map(
      Object.keys(this.#source)
        .reverse()
        .map((key) => [key.toLowerCase(), key] as const)
        .reverse(),
    );
    return this.#keys;
  }

  #open(key: string): data.ExpressionData {
    const opened = this.#opened.get(key) ?? toData(this.#source[key], this.#depth + 1);
    this.#opened.set(key, opened);
    return opened;
  }
}

class LazyList extends data.Array {
  readonly #source: readonly Json[];
  readonly #depth: number;
  #opened: data.ExpressionData[] | undefined;

  constructor(source: readonly Json[], depth: number) {
    super();
    this.#source = source;
    this.#depth = depth;
  }

  override get(index: number): data.ExpressionData {
    return this.values()[index] ?? new data.Null();
  }

  override values(): data.ExpressionData[] {
    this.#opened ??= this.#source.map((item) => toData(item, this.#depth + 1));
    return this.#opened;
  }
}

/** Thrown where an evaluation would cost too much; `evaluate` turns it into a problem. */
export class OverBudget extends Error {}

/** Back to JSON. `characters` is the most that its texts, keys and values may have together. */
export const toJson = (value: data.ExpressionData, characters: number): Json => {
  const left = { characters };
  return convert(value, left);
};

const convert = (value: data.ExpressionData, left: { characters: number }): Json => {
  const spend = (amount: number): void => {
    left.characters -= amount;
    if (left.characters < 0) throw new OverBudget('its result is too large');
  };
  spend(1);
  if (value instanceof data.StringData) {
    spend(value.value.length);
    return value.value;
  }
  if (value instanceof data.NumberData)
    return Number.isFinite(value.value) ? value.value : value.coerceString();
  if (value instanceof data.BooleanData) return value.value;
  if (value instanceof data.Array) return value.values().map((item) => convert(item, left));
  if (value instanceof data.Null) return null;
  return Object.fromEntries(
    value.pairs().map((pair) => {
      spend(pair.key.length);
      return [pair.key, convert(pair.value, left)];
    }),
  );
};
