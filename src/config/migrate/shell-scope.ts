import { type Node as ShellNode } from './shell-nodes.ts';
import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';
import { expressionOfVariable } from './github-names.ts';
import { type NoteCode } from './note-codes.ts';
import { type Loss } from './note.ts';
import { type Script } from './script.ts';

/** More than any script loops or calls. */
const MOST_STEPS = 5_000;

/** What is known while a script is read from top to bottom: its variables, lists, functions and files, as texts with holes. */
export class ShellScope {
  readonly holes: Holes;
  readonly variables = new Map<string, string>();
  readonly lists = new Map<string, readonly string[]>();
  readonly functions = new Map<string, ShellNode>();
  readonly files = new Map<string, string>();
  /** What the script hands to later steps, by the file of the runner that it writes it to. */
  readonly handed = { 'github.output': new Map<string, string>(), 'github.env': new Map<string, string>() };
  /** What is carried over with a difference. */
  readonly differs: Loss[] = [];
  readonly #script: Script;
  #steps = 0;

  constructor(script: Script) {
    this.#script = script;
    this.holes = script.holes;
  }

  /** What is set meanwhile is not set afterwards, as in a subshell. */
  apart(read: () => void): void {
    const before = new Map(this.variables);
    read();
    this.variables.clear();
    for (const [name, value] of before) this.variables.set(name, value);
  }

  placeOf(offset: number): Place {
    return this.#script.placeOf(offset);
  }

  /** Whether there is time to read on. */
  goesOn(): boolean {
    this.#steps += 1;
    return this.#steps <= MOST_STEPS;
  }

  sourceText(from: number, to: number): string {
    return this.holes.shown(this.#script.text.slice(from, to));
  }

  /** A variable that is set somewhere in the file. */
  ownVariable(name: string, place: Place): string | undefined {
    const isSet = this.variables.has(name) || this.#script.env.has(name);
    return isSet
      ? (this.variables.get(name) ?? this.holes.text({ source: `env.${name}`, place }))
      : undefined;
  }

  lost(code: NoteCode, what: string, offset: number): string {
    return this.holes.text({ lost: code, what, place: this.placeOf(offset) });
  }

  /** An expression of the workflow that stands for what the shell would put there. */
  expression(source: string, offset: number): string {
    return this.holes.text({ source, place: this.placeOf(offset) });
  }

  variable(name: string, offset: number): string {
    const known = this.variables.get(name);
    if (known !== undefined) return known;
    if (!/^[A-Za-z_]\w*$/.test(name)) return this.lost('from-command', `$${name}`, offset);
    return this.expression(expressionOfVariable(name), offset);
  }

  /** The one expression that a variable holds, through other variables too. */
  sourceOf(name: string): string | undefined {
    const known = this.variables.get(name) ?? this.#script.env.get(name);
    if (known !== undefined) return this.sourceIn(known);
    const source = expressionOfVariable(name);
    return source.startsWith('env.') ? undefined : source;
  }

  sourceIn(text: string): string | undefined {
    const pieces = this.holes.pieces(text);
    const [only] = pieces;
    if (pieces.length !== 1 || only === undefined || typeof only === 'string' || !('source' in only.hole))
      return undefined;
    const { source } = only.hole;
    const variable = /^env\.(\w+)$/.exec(source)?.[1];
    const inside = variable === undefined ? undefined : this.#script.env.get(variable);
    return inside === undefined || inside === text ? source : (this.sourceIn(inside) ?? source);
  }

  /** A text without holes, also where variables of the workflow hold it. */
  plain(text: string): string | undefined {
    const texts = this.holes.pieces(text).map((piece) => {
      if (typeof piece === 'string') return piece;
      const variable = 'source' in piece.hole ? /^env\.(\w+)$/.exec(piece.hole.source)?.[1] : undefined;
      const inside = variable === undefined ? undefined : this.#script.env.get(variable);
      return inside === undefined || this.holes.has(inside) ? undefined : inside;
    });
    return texts.includes(undefined) ? undefined : texts.join('');
  }
}
