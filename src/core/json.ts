/** Any value that JSON can carry. Payloads are read through the functions below, never trusted to have a shape. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a dotted path ("head_commit.message"), own properties only; `undefined` where there is none. */
export const at = (value: Json | undefined, path: string): Json | undefined => {
  let found = value;
  for (const key of path.split('.')) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
};

export const textAt = (value: Json | undefined, path: string): string | undefined => {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
};

export const numberAt = (value: Json | undefined, path: string): number | undefined => {
  const found = at(value, path);
  return typeof found === 'number' ? found : undefined;
};

export const isTrueAt = (value: Json | undefined, path: string): boolean => at(value, path) === true;

export const listAt = (value: Json | undefined, path: string): readonly Json[] => {
  const found = at(value, path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
};

/** The strings of a list; anything else in it is left out. */
export const textsAt = (value: Json | undefined, path: string): readonly string[] =>
  listAt(value, path).filter((item) => typeof item === 'string');
