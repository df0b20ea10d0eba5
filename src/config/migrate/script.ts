import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';

/** As much as GitHub takes of a payload, and more than any text of one. */
export const MAX_SCRIPT_TEXT = 65_535;

/** Twice the routes that a file may have: what a script sends beyond that is not read. */
export const MAX_CALLS = 200;

/** What a reader of scripts finds; nothing where it is nested too deeply for the engine. */
export const withinStack = <Found>(read: () => readonly Found[]): readonly Found[] => {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
};

/** The text of a `run` or of a `script`, with holes, and the environment variables that it finds. */
export interface Script {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
  readonly env: ReadonlyMap<string, string>;
  readonly holes: Holes;
}
