import { data } from '@actions/expressions';
import { type Json, type JsonObject, isObject } from './json.ts';

/** What lies deeper in a payload than this is null in expressions; GitHub's own payloads have about ten levels. */
export const MAX_DEPTH = 100;

/** To take an item of a list, to look for a key, and to open a key, takes as long as to read so many characters. */
export const ITEM_COST = 10;
const SEEK_COST = 10;
const KEY_COST = 40;

/** Thrown where an evaluation would cost too much; `evaluate` turns it into a problem. */
export class OverBudget extends Error {}

/** What evaluations may still read and make: characters, list items and keys. What is taken from it is not given back. */
export class Meter {
  #left: number;
  readonly #around: Meter | undefined;
  readonly #exhausted: string;

  /** Whatever is spent here is spent `around` it too; `exhausted` says who has read too much. */
  constructor(most: number, exhausted: string, around?: Meter) {
    this.#left = most;
    this.#exhausted = exhausted;
    this.#around = around;
  }

  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) throw new OverBudget(this.#exhausted);
    this.#around?.spend(amount);
  }
}

/** JSON as the expression language sees it. Objects and lists are opened only when something is read from them. */
export const toData = (value: Json | undefined, meter: Meter, depth = 0): data.ExpressionData => {
  if (value === null || value === undefined || depth > MAX_DEPTH) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  return isObject(value) ? new LazyObject(value, meter, depth) : new LazyList(value, meter, depth);
};

/** The library's own dictionary loses keys such as "constructor": it looks them up in a plain object. */
class LazyObject extends data.Dictionary {
  readonly #source: JsonObject;
  readonly #meter: Meter;
  readonly #depth: number;
  #keys: readonly string[] | undefined;
  #opened: Map<string, data.ExpressionData> | undefined;

  constructor(source: JsonObject, meter: Meter, depth: number) {
    super();
    this.#source = source;
    this.#meter = meter;
    this.#depth = depth;
  }

  override get(name: string): data.ExpressionData | undefined {
    const keys = Object.keys(this.#source);
    this.#meter.spend(SEEK_COST * keys.length);
    const lower = name.toLowerCase();
    const key = keys.find((one) => one.toLowerCase() === lower);
    return key === undefined ? undefined : this.#open(key);
  }

  override values(): data.ExpressionData[] {
    return this.#distinctKeys().map((key) => this.#open(key));
  }

  override pairs(): { key: string; value: data.ExpressionData }[] {
    return this.#distinctKeys().map((key) => ({ key, value: this.#open(key) }));
  }

  /** Of two keys that differ only by case the first one counts, as in the library. */
  #distinctKeys(): readonly string[] {
    if (this.#keys !== undefined) return this.#keys;
    const keys = Object.keys(this.#source);
    this.#meter.spend(KEY_COST * keys.length);
    const first = new Map(keys.map((key) => [key.toLowerCase(), key] as const).reverse());
    this.#keys = keys.filter((key) => first.get(key.toLowerCase()) === key);
    return this.#keys;
  }

  #open(key: string): data.ExpressionData {
    this.#opened ??= new Map();
    const opened = this.#opened.get(key) ?? toData(this.#source[key], this.#meter, this.#depth + 1);
    this.#opened.set(key, opened);
    return opened;
  }
}

class LazyList extends data.Array {
  readonly #source: readonly Json[];
  readonly #meter: Meter;
  readonly #depth: number;
  #opened: data.ExpressionData[] | undefined;

  constructor(source: readonly Json[], meter: Meter, depth: number) {
    super();
    this.#source = source;
    this.#meter = meter;
    this.#depth = depth;
  }

  override get(index: number): data.ExpressionData {
    return this.values()[index] ?? new data.Null();
  }

  override values(): data.ExpressionData[] {
    if (this.#opened !== undefined) return this.#opened;
    this.#meter.spend(ITEM_COST * this.#source.length);
    this.#opened = this.#source.map((item) => toData(item, this.#meter, this.#depth + 1));
    return this.#opened;
  }
}

export class TooLong extends OverBudget {}

/**
 * Back to JSON. `characters` is the most that its texts, keys and values may have together, with `indent` spaces before
 * them for each level.
 */
export const toJson = (value: data.ExpressionData, characters: number, meter: Meter, indent = 0): Json => {
  let left = characters;
  const spend = (amount: number): void => {
    left -= amount;
    if (left < 0) throw new TooLong('its result is too large');
  };
  const convert = (found: data.ExpressionData, before: number): Json => {
    meter.spend(ITEM_COST);
    spend(1 + before);
    if (found instanceof data.StringData) {
      spend(found.value.length);
      return found.value;
    }
    if (found instanceof data.NumberData)
      return Number.isFinite(found.value) ? found.value : found.coerceString();
    if (found instanceof data.BooleanData) return found.value;
    if (found instanceof data.Array) return found.values().map((item) => convert(item, before + indent));
    if (found instanceof data.Null) return null;
    return Object.fromEntries(
      found.pairs().map((pair) => {
        meter.spend(KEY_COST);
        spend(pair.key.length);
        return [pair.key, convert(pair.value, before + indent)];
      }),
    );
  };
  return convert(value, 0);
};
