import { PUBLISHED_SCHEMAS, type SchemaKind } from '../config/published-schemas.ts';
import { type Terminal } from './terminal.ts';

export interface SchemaOptions {
  readonly kind: SchemaKind;
}

/** Prints the JSON Schema of one kind of file, for editors that read it from disk. */
export const schema = ({ kind }: SchemaOptions, terminal: Terminal): number => {
  terminal.out(JSON.stringify(PUBLISHED_SCHEMAS[kind].make(), undefined, 2));
  return 0;
};
