import { isObject, type Json } from '../../core/json.ts';
import { type FunctionNode, type JsNode } from './js-nodes.ts';
import { ScriptScope } from './script-scope.ts';
import { type Script } from './script.ts';

const MOST_STEPS = 20_000;

/** What is known while JavaScript is read: its variables and functions. Values are JSON with holes. */
export class JsScope extends ScriptScope {
  readonly variables = new Map<string, Json>();
  readonly functions = new Map<string, FunctionNode>();

  constructor(script: Script) {
    super(script, MOST_STEPS);
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
