import { type Node as ShellNode } from './shell-nodes.ts';
import { type Place } from '../place.ts';
import { expressionOfVariable } from './github-names.ts';
import { type NoteCode } from './note-codes.ts';
import { type Loss } from './note.ts';
import { ScriptScope } from './script-scope.ts';
import { type Script } from './script.ts';

/** More than any script loops or calls. */
const MOST_STEPS = 5_000;

/** What is known while a script is read from top to bottom: its variables, lists, functions and files, as texts with holes. */
export class ShellScope extends ScriptScope {
  readonly variables = new Map<string, string>();
  readonly lists = new Map<string, readonly string[]>();
  readonly functions = new Map<string, ShellNode>();
  readonly files = new Map<string, string>();
  /** What the script hands to later steps, by the file of the runner that it writes it to. */
  readonly handed = { 'github.output': new Map<string, string>(), 'github.env': new Map<string, string>() };
  /** What is carried over with a difference. */
  readonly differs: Loss[] = [];

  constructor(script: Script) {
    super(script, MOST_STEPS);
  }

  /** What is set meanwhile is not set afterwards, as in a subshell. */
  apart(read: () => void): void {
    const before = new Map(this.variables);
    read();
    this.variables.clear();
    for (const [name, value] of before) this.variables.set(name, value);
  }

  /** A variable that is set somewhere in the file. */
  ownVariable(name: string, place: Place): string | undefined {
    const isSet = this.variables.has(name) || this.script.env.has(name);
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
    const known = this.variables.get(name) ?? this.script.env.get(name);
    if (known !== undefined) return this.sourceIn(known);
    const source = expressionOfVariable(name);
    return source.startsWith('env.') ? undefined : source;
  }

  /** A text without holes, also where variables of the workflow hold it. */
  plain(text: string): string | undefined {
    const texts = this.holes.pieces(text).map((piece) => {
      if (typeof piece === 'string') return piece;
      const variable = 'source' in piece.hole ? /^env\.(\w+)$/.exec(piece.hole.source)?.[1] : undefined;
      const inside = variable === undefined ? undefined : this.script.env.get(variable);
      return inside === undefined || this.holes.has(inside) ? undefined : inside;
    });
    return texts.includes(undefined) ? undefined : texts.join('');
  }
}
