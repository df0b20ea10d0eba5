import { type Json } from '../../core/json.ts';
import { type JsNode } from './js-nodes.ts';
import { type JsScope } from './js-scope.ts';
import { readBody } from './json-body.ts';
import { argumentValues, asText, pathOf, valueOf } from './js-values.ts';

type CallNode = Extract<JsNode, { type: 'CallExpression' }>;

/** What a call gives that only changes the form of something; `undefined` where it does more. */
export const methodValue = (node: CallNode, scope: JsScope): Json | undefined => {
  const name = pathOf(node.callee)?.join('.');
  const [first] = node.arguments;
  if (first !== undefined && (name === 'JSON.stringify' || name === 'JSON.parse' || name === 'String')) {
    const value = valueOf(first, scope);
    if (name === 'String') return asText(value, node, scope);
    if (name === 'JSON.stringify') return JSON.stringify(value);
    return typeof value === 'string' ? readBody(value, scope.holes) : undefined;
  }
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return undefined;
  const method = callee.property.type === 'Identifier' ? callee.property.name : '';
  const value = valueOf(callee.object, scope);
  return changed(method, value, node, scope);
};

const changed = (method: string, value: Json, node: CallNode, scope: JsScope): Json | undefined => {
  if (method === 'toString' || method === 'trim') return asText(value, node, scope);
  if (typeof value !== 'string') return undefined;
  if (method === 'replace') return withoutPrefix(value, node, scope);
  if (method === 'split') return splitAt(value, node, scope);
  return undefined;
};

/** `ref.replace('refs/heads/', '')`, which has an expression of its own. */
const withoutPrefix = (value: string, node: CallNode, scope: JsScope): Json | undefined => {
  const [pattern, replacement] = node.arguments;
  if (pattern?.type !== 'Literal' || replacement?.type !== 'Literal' || replacement.value !== '')
    return undefined;
  const text =
    pattern.value instanceof RegExp || pattern.regex ? (pattern.regex?.pattern ?? '') : String(pattern.value);
  const isPrefix = /^\^?refs\\?\/(?:heads|tags)\\?\/$/.test(text);
  if (isPrefix && scope.sourceIn(value) === 'github.ref') return scope.expression('github.ref_name', node);
  if (scope.holes.has(value) || pattern.regex) return undefined;
  return value.replace(text, '');
};

/** An `owner/name` in two. */
const splitAt = (value: string, node: CallNode, scope: JsScope): Json | undefined => {
  const [separator] = argumentValues(node, scope);
  if (typeof separator !== 'string' || separator === '') return undefined;
  if (!scope.holes.has(value)) return value.split(separator);
  if (separator !== '/' || scope.sourceIn(value) !== 'github.repository') return undefined;
  return [
    scope.expression('github.repository_owner', node),
    scope.expression('github.event.repository.name', node),
  ];
};
