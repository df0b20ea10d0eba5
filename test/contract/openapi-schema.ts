/** What JSON can hold; schemas are plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An OpenAPI 3.0 schema as JSON Schema: `nullable` becomes an alternative, `discriminator` goes, and references point at the schema
 * that was added under the name `root`.
 * @see https://spec.openapis.org/oas/v3.0.3#schema-object
 */
export const toJsonSchema = (schema: Json, root: string): Json => {
  if (Array.isArray(schema)) return schema.map((item: Json) => toJsonSchema(item, root));
  if (!isObject(schema)) return schema;
  const { nullable, discriminator: _, ...rest } = schema;
  const converted = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => {
      if (key === '$ref' && typeof value === 'string') return [key, `${root}${value}`];
      if (key === 'properties' && isObject(value)) return [key, properties(value, root)];
      return [key, key === 'enum' || key === 'required' ? value : toJsonSchema(value, root)];
    }),
  );
  return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
};

/** The keys are names here: one of them may be "nullable" or "enum". */
const properties = (value: JsonObject, root: string): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, toJsonSchema(schema, root)]));
