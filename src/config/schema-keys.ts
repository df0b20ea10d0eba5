import { z } from 'zod';
import { type Path } from './finding.ts';

/** The keys that a schema knows for the mapping at a path, for messages that list them. */
export const keysAt = (schema: z.ZodType, path: Path): readonly string[] =>
  objectsIn(path.reduce<readonly z.core.$ZodType[]>(step, [schema])).flatMap(({ shape }) =>
    Object.keys(shape),
  );

const step = (schemas: readonly z.core.$ZodType[], key: string | number): readonly z.core.$ZodType[] =>
  schemas.flatMap(unwrap).flatMap((schema) => {
    if (schema instanceof z.ZodArray) return typeof key === 'number' ? [schema.element] : [];
    if (!(schema instanceof z.ZodObject)) return [];
    const inner = (schema.shape as Readonly<Record<string, z.core.$ZodType>>)[key];
    return inner === undefined ? [] : [inner];
  });

const objectsIn = (schemas: readonly z.core.$ZodType[]): readonly z.ZodObject[] =>
  schemas.flatMap(unwrap).filter((schema) => schema instanceof z.ZodObject);

const unwrap = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  return schema instanceof z.ZodUnion ? schema.options.flatMap(unwrap) : [schema];
};
