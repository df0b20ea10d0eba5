import { type Json } from '../../core/json.ts';
import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';
import { type Script } from './script.ts';

/** What is known while a script is read, in whatever language. */
export abstract class ScriptScope {
  readonly holes: Holes;
  protected readonly script: Script;
  readonly #mostSteps: number;
  #steps = 0;

  constructor(script: Script, mostSteps: number) {
    this.script = script;
    this.holes = script.holes;
    this.#mostSteps = mostSteps;
  }

  placeOf(offset: number): Place {
    return this.script.placeOf(offset);
  }

  /** Whether there is time to read on. */
  goesOn(): boolean {
    this.#steps += 1;
    return this.#steps <= this.#mostSteps;
  }

  sourceText(from: number, to: number): string {
    return this.holes.shown(this.script.text.slice(from, to));
  }

  /** The expression that a value is, where it is one and nothing else; through variables of the workflow too. */
  sourceIn(value: Json): string | undefined {
    if (typeof value !== 'string') return undefined;
    const pieces = this.holes.pieces(value);
    const [only] = pieces;
    if (pieces.length !== 1 || only === undefined || typeof only === 'string' || !('source' in only.hole))
      return undefined;
    const { source } = only.hole;
    const variable = /^env\.(\w+)$/.exec(source)?.[1];
    const inside = variable === undefined ? undefined : this.script.env.get(variable);
    return inside === undefined || inside === value ? source : (this.sourceIn(inside) ?? source);
  }
}
