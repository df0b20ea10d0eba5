import { isObject, type Json } from '../../core/json.ts';
import { carryHole } from './carry-expression.ts';
import { isSurelyText } from './github-names.ts';
import { type Ground } from './ground.ts';
import { type Loss } from './note.ts';

/** A value as a route may have it; absent where it is lost. */
export interface CarriedValue {
  readonly value?: Json;
  readonly losses: readonly Loss[];
}

/** `isText`: whatever an expression gives becomes a text, as in `inputs`. */
export const carryText = (text: string, ground: Ground, isText = false): CarriedValue => {
  const pieces = ground.holes.pieces(text);
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && typeof only !== 'string') {
    const { source, losses } = carryHole(only.hole, ground);
    if (source === undefined) return { losses };
    return { value: only.isValue ? ofValue(source) : ofText(source, ground, isText), losses };
  }
  const losses: Loss[] = [];
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return plain(piece);
    const carried = carryHole(piece.hole, ground);
    losses.push(...carried.losses);
    return carried.source === undefined ? undefined : written(carried.source);
  });
  return texts.includes(undefined) ? { losses } : { value: texts.join(''), losses };
};

/** In a payload a lone expression keeps its kind; where the workflow made a text of it, the route must too. */
const ofText = (source: string, { events }: Ground, isText: boolean): string => {
  const constant = constantOf(source);
  if (constant !== undefined) return plain(constant);
  return isText || isSurelyText(source, events) ? `\${{ ${source} }}` : `\${{ format('{0}', ${source}) }}`;
};

/** `toJSON(x)` where JSON is written by hand is x. */
const ofValue = (source: string): Json => {
  const constant = constantOf(source);
  if (constant !== undefined) return jsonOr(constant);
  return `\${{ ${insideToJson(source) ?? source} }}`;
};

const jsonOr = (text: string): Json => {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'string' ? plain(value) : value;
  } catch {
    return plain(text);
  }
};

/** The text of an expression that is nothing but a text. */
export const constantOf = (source: string): string | undefined =>
  /^'(?:[^']|'')*'$/.test(source) ? source.slice(1, -1).replaceAll("''", "'") : undefined;

const written = (source: string): string => {
  const constant = constantOf(source);
  return constant === undefined ? `\${{ ${source} }}` : plain(constant);
};

/** A text that looks like the beginning of an expression, and is none. */
const plain = (text: string): string => text.replaceAll('${{', "${{ '$' }}{{");

const insideToJson = (source: string): string | undefined => {
  const inside = /^toJSON\((.*)\)$/is.exec(source)?.[1];
  if (inside === undefined) return undefined;
  let depth = 0;
  let isQuoted = false;
  for (const letter of inside) {
    if (letter === "'") isQuoted = !isQuoted;
    else if (!isQuoted && letter === '(') depth += 1;
    else if (!isQuoted && letter === ')') depth -= 1;
    if (depth < 0) return undefined;
  }
  return inside.trim();
};

/** A value of JSON with all that is in it; of a list or an object that lacks something, nothing is left. */
export const carryValue = (value: Json, ground: Ground, isText = false): CarriedValue => {
  if (typeof value === 'string') return carryText(value, ground, isText);
  if (typeof value !== 'object' || value === null) return { value, losses: [] };
  const entries = Object.entries(value).map(([key, item]) => {
    const name = carryText(key, ground, true);
    const carried = carryValue(item ?? null, ground, isText);
    // A key takes no expressions.
    const isFixed = typeof name.value === 'string' && !name.value.includes('${{');
    return { key: isFixed ? name.value : undefined, ...carried };
  });
  const losses = entries.flatMap((one) => one.losses);
  if (entries.some((one) => one.value === undefined || one.key === undefined)) return { losses };
  const items = entries.map((one): [string, Json] => [one.key ?? '', one.value ?? null]);
  return { value: isObject(value) ? Object.fromEntries(items) : items.map(([, item]) => item), losses };
};
