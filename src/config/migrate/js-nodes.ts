import { type AnyNode } from 'acorn';

export type JsNode = AnyNode;
export type FunctionNode = Extract<
  JsNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

export const isFunctionNode = (node: JsNode): node is FunctionNode =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

/** The nodes directly below one, in the order of its keys. */
export const childrenOf = (node: JsNode): readonly JsNode[] =>
  Object.values(node as unknown as Readonly<Record<string, unknown>>).flatMap((value) =>
    (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isNode),
  );

const isNode = (value: unknown): value is JsNode =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { readonly type?: unknown }).type === 'string';
