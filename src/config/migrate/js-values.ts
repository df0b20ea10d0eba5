import { isObject, type Json } from '../../core/json.ts';
import { literal } from './carry-name.ts';
import { expressionOfPath } from './js-context.ts';
import { methodValue } from './js-methods.ts';
import { type JsNode } from './js-nodes.ts';
import { type JsScope } from './js-scope.ts';
import { MAX_SCRIPT_TEXT } from './script.ts';

/** What an expression of JavaScript gives, as JSON with holes; what only a run can tell is a hole. */
export const valueOf = (node: JsNode, scope: JsScope): Json => {
  if (!scope.goesOn()) return scope.lost(node);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- of the others only a run knows the value
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'bigint' || node.value instanceof RegExp
        ? scope.lost(node)
        : (node.value ?? null);
    case 'TemplateLiteral':
      return shortEnough(
        node.quasis
          .map((quasi, index) => {
            const inside = node.expressions[index];
            return (
              (quasi.value.cooked ?? '') +
              (inside === undefined ? '' : asText(valueOf(inside, scope), inside, scope))
            );
          })
          .join(''),
        node,
        scope,
      );
    case 'Identifier':
      return scope.holes.asValue(node.name) ?? scope.variables.get(node.name) ?? scope.lost(node);
    case 'MemberExpression':
      return memberValue(node, scope);
    case 'ObjectExpression':
      return objectValue(node, scope);
    case 'ArrayExpression':
      return node.elements.flatMap((element): readonly Json[] => {
        if (!element) return [null];
        const inside = valueOf(element.type === 'SpreadElement' ? element.argument : element, scope);
        return element.type === 'SpreadElement' && Array.isArray(inside)
          ? (inside as readonly Json[])
          : [inside];
      });
    case 'BinaryExpression':
      return node.operator === '+' ? sumOf(node, scope) : scope.lost(node);
    case 'LogicalExpression':
      return eitherOf(node, scope);
    case 'AwaitExpression':
      return valueOf(node.argument, scope);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return valueOf(node.expression, scope);
    case 'CallExpression':
      return methodValue(node, scope) ?? scope.lost(node);
    default:
      return scope.lost(node);
  }
};

const shortEnough = (text: string, node: JsNode, scope: JsScope): string =>
  text.length > MAX_SCRIPT_TEXT ? scope.lost(node) : text;

export const argumentValues = (
  { arguments: given }: Extract<JsNode, { type: 'CallExpression' }>,
  scope: JsScope,
): readonly Json[] => given.map((one) => valueOf(one, scope));

/** As `${x}` makes a text of it; a hole stays one, as text. */
export const asText = (value: Json, node: JsNode, scope: JsScope): string => {
  if (typeof value === 'string') {
    const pieces = scope.holes.pieces(value);
    const [only] = pieces;
    return pieces.length === 1 && only !== undefined && typeof only !== 'string'
      ? scope.holes.text(only.hole)
      : value;
  }
  return typeof value === 'object' && value !== null ? scope.lost(node) : String(value);
};

/** `a.b['c'][0]` → a, b, c, 0. */
export const pathOf = (node: JsNode): readonly string[] | undefined => {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'ChainExpression') return pathOf(node.expression);
  if (node.type !== 'MemberExpression') return undefined;
  const before = pathOf(node.object);
  const { property } = node;
  if (before === undefined || before.length > 20) return undefined;
  if (!node.computed) return property.type === 'Identifier' ? [...before, property.name] : undefined;
  const key = property.type === 'Literal' ? property.value : undefined;
  return typeof key === 'string' || typeof key === 'number' ? [...before, String(key)] : undefined;
};

const memberValue = (node: Extract<JsNode, { type: 'MemberExpression' }>, scope: JsScope): Json => {
  const path = pathOf(node);
  if (path?.join('.') === 'context.repo') return ownRepository(node, scope);
  const isShadowed = scope.variables.has(path?.[0] ?? '');
  const source = path === undefined || isShadowed ? undefined : expressionOfPath(path);
  if (source !== undefined) return scope.expression(source, node);
  const key = path?.at(-1);
  if (node.object.type === 'Super' || key === undefined) return scope.lost(node);
  const inside = valueOf(node.object, scope);
  if (isObject(inside) && Object.hasOwn(inside, key)) return inside[key] ?? null;
  if (Array.isArray(inside) && /^\d+$/.test(key)) return (inside[Number(key)] as Json | undefined) ?? null;
  return scope.fieldOf(inside, key, node) ?? scope.lost(node);
};

const ownRepository = (node: JsNode, scope: JsScope): Json => ({
  owner: scope.expression('github.repository_owner', node),
  repo: scope.expression('github.event.repository.name', node),
});

const objectValue = ({ properties }: Extract<JsNode, { type: 'ObjectExpression' }>, scope: JsScope): Json => {
  const entries = properties.flatMap((property): readonly (readonly [string, Json])[] => {
    if (property.type === 'SpreadElement') {
      const inside = valueOf(property.argument, scope);
      return isObject(inside)
        ? Object.entries(inside).map(([key, item]) => [key, item ?? null] as const)
        : [];
    }
    const { key } = property;
    const name = key.type === 'Identifier' && !property.computed ? key.name : valueOf(key, scope);
    return typeof name === 'string' || typeof name === 'number'
      ? [[String(name), valueOf(property.value, scope)]]
      : [];
  });
  return Object.fromEntries(entries);
};

const sumOf = (node: Extract<JsNode, { type: 'BinaryExpression' }>, scope: JsScope): Json => {
  if (node.left.type === 'PrivateIdentifier') return scope.lost(node);
  const [left, right] = [valueOf(node.left, scope), valueOf(node.right, scope)];
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  return shortEnough(asText(left, node, scope) + asText(right, node, scope), node, scope);
};

/** `a || 'b'` and `a ?? 'b'` are `a || 'b'` of the language of routes. */
const eitherOf = (node: Extract<JsNode, { type: 'LogicalExpression' }>, scope: JsScope): Json => {
  if (node.operator === '&&') return scope.lost(node);
  const left = valueOf(node.left, scope);
  const source = scope.sourceIn(left);
  if (source === undefined)
    return typeof left === 'string' && scope.holes.has(left) ? scope.lost(node) : left;
  const right = valueOf(node.right, scope);
  const other =
    scope.sourceIn(right) ??
    (typeof right === 'string' && !scope.holes.has(right) ? literal(right) : undefined);
  return other === undefined ? scope.lost(node) : scope.expression(`${source} || ${other}`, node);
};
