import { isObject } from '../../core/json.ts';
import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';

/** The values of one combination, by the name of the variable. */
export type Combination = Readonly<Record<string, unknown>>;

/** GitHub's own limit of jobs that a matrix may make. */
const MOST = 256;

/**
 * The combinations of `strategy.matrix`: products of its lists, without `exclude`, with `include`. A job without one has
 * one combination, without variables. `undefined`: it is made at run time.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
export const combinationsOf = (
  strategy: unknown,
  holes: Holes,
  place: Place,
): readonly Combination[] | undefined => {
  if (!isObject(strategy) || strategy.matrix === undefined) return [{}];
  const { matrix } = strategy;
  if (!isObject(matrix)) return undefined;
  const { include = [], exclude = [], ...variables } = matrix;
  const lists = Object.entries(variables).map(([name, values]) => ({ name, values: listOf(values) }));
  const includes = listOf(include);
  const excludes = listOf(exclude);
  if (includes === undefined || excludes === undefined) return undefined;
  let product: readonly Combination[] = lists.length > 0 ? [{}] : [];
  for (const { name, values } of lists) {
    if (values === undefined) return undefined;
    product = product.flatMap((known) => values.map((value) => ({ ...known, [name]: value }))).slice(0, MOST);
  }
  const kept = product.filter((one) => !excludes.some((given) => isObject(given) && fits(given, one)));
  return included(
    kept,
    includes.filter(isObject),
    lists.map(({ name }) => name),
  ).map((one) => marked(one, holes, place));
};

/** A list, or the JSON of one in `fromJSON('[…]')`. */
const listOf = (value: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(value)) return value as readonly unknown[];
  const json =
    typeof value === 'string' ? /^\$\{\{\s*fromJSON\('([^']*)'\)\s*\}\}$/i.exec(value)?.[1] : undefined;
  if (json === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(json);
    return Array.isArray(read) ? (read as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
};

const fits = (given: Combination, one: Combination): boolean =>
  Object.entries(given).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value));

/** It is added to each combination of which it changes no variable; to none: it is one of its own. */
const included = (
  product: readonly Combination[],
  includes: readonly Combination[],
  names: readonly string[],
): readonly Combination[] => {
  let known = product;
  const own: Combination[] = [];
  for (const given of includes.slice(0, MOST)) {
    const shared = Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
    const isAdded = product.length > 0 && known.some((one) => fits(shared, one));
    if (isAdded) known = known.map((one) => (fits(shared, one) ? { ...one, ...given } : one));
    else own.push(given);
  }
  return [...known, ...own].slice(0, MOST);
};

/** Expressions in its values are filled in later, as everywhere. */
const marked = (one: Combination, holes: Holes, place: Place): Combination =>
  Object.fromEntries(
    Object.entries(one).map(([name, value]) => [
      name,
      typeof value === 'string' ? holes.mark(value, () => place).text : value,
    ]),
  );
