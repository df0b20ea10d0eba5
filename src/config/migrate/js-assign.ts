import { isObject } from '../../core/json.ts';
import { type JsNode } from './js-nodes.ts';
import { type JsScope } from './js-scope.ts';
import { valueOf } from './js-values.ts';

/** `a = 1`, and `a.b = 1` where `a` is an object that is known; of all else is only known that it changed. */
export const assign = (
  { operator, left, right }: Extract<JsNode, { type: 'AssignmentExpression' }>,
  scope: JsScope,
): void => {
  if (operator !== '=') {
    scope.forget(left);
    return;
  }
  if (left.type !== 'MemberExpression') {
    scope.bind(left, valueOf(right, scope));
    return;
  }
  const { object, property, computed } = left;
  const known = object.type === 'Identifier' ? scope.variables.get(object.name) : undefined;
  if (object.type === 'Identifier' && isObject(known) && !computed && property.type === 'Identifier')
    scope.variables.set(object.name, { ...known, [property.name]: valueOf(right, scope) });
  else scope.forget(left);
};
