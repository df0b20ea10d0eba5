import { type Call } from './call.ts';
import { type Holes } from './holes.ts';
import { type Place } from '../place.ts';

export interface Script {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
  readonly env: ReadonlyMap<string, string>;
  readonly holes: Holes;
}

export const readScript = (_script: Script): readonly Call[] => [];
