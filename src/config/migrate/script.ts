import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';

/** The text of a `run` or of a `script`, with holes, and the environment variables that it finds. */
export interface Script {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
  readonly env: ReadonlyMap<string, string>;
  readonly holes: Holes;
}
