import { isObject, type Json } from '../../core/json.ts';
import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';
import { type FunctionNode, type JsNode } from './js-nodes.ts';
import { type Script } from './script.ts';

const MOST_STEPS = 20_000;

/** What is known while JavaScript is read: its variables and functions. Values are JSON with holes. */
export class JsScope {
  readonly holes: Holes;
  readonly variables = new Map<string, Json>();
  readonly functions = new Map<string, FunctionNode>();
  readonly #script: Script;
  #steps = 0;

  constructor(script: Script) {
    this.#script = script;
    this.holes = script.holes;
  }

  placeOf(offset: number): Place {
    return this.#script.placeOf(offset);
  }

  goesOn(): boolean {
    this.#steps += 1;
    return this.#steps <= MOST_STEPS;
  }

  sourceText(from: number, to: number): string {
    return this.holes.shown(this.#script.text.slice(from, to));
  }

  /** A value that only a run can tell. */
  lost({ start, end }: JsNode): string {
    return this.holes.value({
      lost: 'from-javascript',
      what: this.sourceText(start, end),
      place: this.placeOf(start),
    });
  }

  expression(source: string, { start }: JsNode): string {
    return this.holes.value({ source, place: this.placeOf(start) });
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
    const inside = variable === undefined ? undefined : this.#script.env.get(variable);
    return inside === undefined || inside === value ? source : (this.sourceIn(inside) ?? source);
  }

  /** A field of what the event holds. */
  fieldOf(value: unknown, name: string, node: JsNode): string | undefined {
    const held = this.sourceIn(value as Json);
    const isField =
      held !== undefined && /^github\.event(?:[.[][\w.[\]-]*)?$/.test(held) && /^[A-Za-z_]\w*$/.test(name);
    return isField && name !== 'length' ? this.expression(`${held}.${name}`, node) : undefined;
  }

  /** Something changes what a variable holds, in a way that is not followed. */
  forget(node: JsNode): void {
    let root = node;
    while (root.type === 'MemberExpression') root = root.object;
    if (root.type === 'Identifier' && this.variables.has(root.name))
      this.variables.set(root.name, this.lost(node));
  }

  /** Names get what stands at their place in the value. */
  bind(pattern: JsNode, value: unknown): void {
    if (pattern.type === 'Identifier') this.variables.set(pattern.name, value as Json);
    else if (pattern.type === 'AssignmentPattern') this.bind(pattern.left, value);
    else if (pattern.type === 'ObjectPattern')
      for (const property of pattern.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
        const { name } = property.key;
        const inside = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
        this.bind(property.value, inside ?? this.fieldOf(value, name, property) ?? this.lost(property));
      }
    else if (pattern.type === 'ArrayPattern')
      for (const [index, element] of pattern.elements.entries())
        if (element) this.bind(element, Array.isArray(value) ? (value[index] ?? null) : this.lost(element));
  }
}
