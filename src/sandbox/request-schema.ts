/**
 * What GitHub's description demands of a request's body, as functions that give GitHub's own words for what is wrong, or undefined.
 * `fragment` is the place in the schema that those words name, such as `properties/title`.
 */
export type Rule = (value: unknown, fragment: string) => string | undefined;

type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const written = (value: unknown): string => (value === null ? 'nil' : JSON.stringify(value));

const isNot = (value: unknown, fragment: string, what: string): string =>
  `For '${fragment}', ${written(value)} is not ${what}.`;

/** Code points, as GitHub counts; a UTF-16 length only bounds them. */
export const characters = (text: string): number => Array.from(text).length;

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

interface TextLimits {
  readonly least?: number;
  readonly most?: number;
}

export const text =
  ({ least = 0, most = Infinity }: TextLimits = {}): Rule =>
  (value, fragment) => {
    if (typeof value !== 'string') return isNot(value, fragment, 'a string');
    const length = characters(value);
    if (length < least) return `At least ${least} character is required; only ${length} were supplied.`;
    return length > most ? `Only ${most} characters are allowed; ${length} were supplied.` : undefined;
  };

export const oneOf =
  (allowed: readonly string[]): Rule =>
  (value, fragment) => {
    if (typeof value !== 'string') return isNot(value, fragment, 'a string');
    return allowed.includes(value) ? undefined : `${value} is not a member of [${listed(allowed)}].`;
  };

export const boolean: Rule = (value, fragment) =>
  typeof value === 'boolean' ? undefined : isNot(value, fragment, 'a boolean');

export const integer: Rule = (value, fragment) =>
  Number.isInteger(value) ? undefined : isNot(value, fragment, 'an integer');

export const flag: Rule = (value, fragment) =>
  typeof value === 'boolean' ? undefined : isNot(value, fragment, 'a boolean');

/** A date and time as in RFC 3339, with its zone. */
export const time: Rule = (value, fragment) => {
  const isTime =
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value));
  return isTime ? undefined : isNot(value, fragment, 'a date-time');
};

export const either =
  (what: string, ...rules: readonly Rule[]): Rule =>
  (value, fragment) =>
    rules.some((rule) => rule(value, fragment) === undefined) ? undefined : isNot(value, fragment, what);

export const nothing: Rule = (value, fragment) =>
  value === null ? undefined : isNot(value, fragment, 'nil');

export const list =
  (item: Rule, most = Infinity): Rule =>
  (value, fragment) => {
    if (!Array.isArray(value)) return isNot(value, fragment, 'an array');
    if (value.length > most) return `No more than ${most} items are allowed; ${value.length} were supplied.`;
    return value.map((one: unknown) => item(one, 'items')).find((problem) => problem !== undefined);
  };

interface Shape {
  readonly properties: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
  /** Whether other keys are refused; elsewhere GitHub overlooks them. */
  readonly isClosed?: boolean;
}

export const object =
  ({ properties, required = [], isClosed = false }: Shape): Rule =>
  (value, fragment) => {
    if (!isObject(value)) return isNot(value, fragment, 'an object');
    const unknown = Object.keys(value).filter((key) => properties[key] === undefined);
    if (isClosed && unknown.length > 0)
      return `${listed(unknown)} ${unknown.length === 1 ? 'is not a permitted key' : 'are not permitted keys'}.`;
    const missing = required.filter((key) => value[key] === undefined);
    if (missing.length > 0)
      return `${listed(missing)} ${missing.length === 1 ? "wasn't" : "weren't"} supplied.`;
    return Object.entries(properties)
      .map(([key, rule]) => (value[key] === undefined ? undefined : rule(value[key], `properties/${key}`)))
      .find((problem) => problem !== undefined);
  };

export const fewProperties =
  (most: number): Rule =>
  (value, fragment) => {
    if (!isObject(value)) return isNot(value, fragment, 'an object');
    const { length } = Object.keys(value);
    return length > most
      ? `No more than ${most} properties are allowed; ${length} were supplied.`
      : undefined;
  };

/** An object of texts. */
export const texts =
  (most: number): Rule =>
  (value, fragment) =>
    fewProperties(most)(value, fragment) ??
    Object.entries(value as JsonObject)
      .map(([key, one]) => text()(one, `properties/${key}`))
      .find((problem) => problem !== undefined);

/** The whole body: its place has a name of its own. */
export const problemOfBody = (rule: Rule, body: JsonObject | undefined): string | undefined =>
  rule(body ?? null, 'links/0/schema');
