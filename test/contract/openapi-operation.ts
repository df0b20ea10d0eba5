import { isObject, type Json, type JsonObject } from './openapi-schema.ts';

export interface Operation {
  /** `POST /repos/{owner}/{repo}/dispatches` */
  readonly name: string;
  readonly parameters: readonly JsonObject[];
  readonly requestBody: JsonObject | undefined;
  readonly responses: JsonObject;
}

export interface Found {
  readonly operation: Operation;
  readonly pathValues: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly operation: Operation;
}

/** Follows `$ref` within the description. */
export const resolve = (api: JsonObject, value: Json | undefined): JsonObject => {
  if (!isObject(value)) return {};
  const { $ref } = value;
  if (typeof $ref !== 'string') return value;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), api);
  return resolve(api, target);
};

/** Parameters that GitHub marks as spanning segments: `contents/{path}`, `compare/{basehead}`. */
const MULTI_SEGMENT = new Set(['path', 'basehead']);

const readOperation = (api: JsonObject, name: string, described: JsonObject): Operation => ({
  name,
  parameters: (Array.isArray(described['parameters']) ? described['parameters'] : []).map((parameter: Json) =>
    resolve(api, parameter),
  ),
  requestBody: described['requestBody'] === undefined ? undefined : resolve(api, described['requestBody']),
  responses: isObject(described['responses']) ? described['responses'] : {},
});

/** A function that finds the operation for a method and a path (without `/api/v3`). */
export const createFinder = (api: JsonObject): ((method: string, path: string) => Found | undefined) => {
  const candidates: Candidate[] = [];
  const paths = isObject(api['paths']) ? api['paths'] : {};
  for (const [path, item] of Object.entries(paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const source = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      MULTI_SEGMENT.has(name) ? '(.*)' : '([^/]+)',
    );
    for (const [method, described] of Object.entries(isObject(item) ? item : {})) {
      const name = `${method.toUpperCase()} ${path}`;
      const operation = readOperation(api, name, isObject(described) ? described : {});
      candidates.push({ method: method.toUpperCase(), pattern: new RegExp(`^${source}$`), names, operation });
    }
  }
  return (method, path) => {
    // Redirects of renamed repositories lead here. It is the same operation, though the reference does not list it.
    const listed = path.replace(/^\/repositories\/\d+(?=\/|$)/, '/repos/owner/repo');
    // The root directory may be asked for without the slash that the template has.
    const asked = listed.replace(/(\/contents)$/, '$1/');
    for (const { method: known, pattern, names, operation } of candidates) {
      const match = known === method ? pattern.exec(asked) : null;
      if (match === null) continue;
      const values = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')] as const);
      return { operation, pathValues: Object.fromEntries(values) };
    }
    return undefined;
  };
};
