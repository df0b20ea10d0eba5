/** A parameter as the protocol has it: text, or the bytes themselves. */
export type WireValue = Buffer | string | null;

/** @throws a TypeError for what no column of ours takes. */
export const toWire = (value: unknown): WireValue => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return `{${value.map(toElement).join(',')}}`;
  throw new TypeError(`PostgreSQL is given a parameter of the type ${typeof value}.`);
};

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const toElement = (value: string | number | null): string =>
  value === null ? 'NULL' : `"${String(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
