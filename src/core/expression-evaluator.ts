import { Evaluator, data } from '@actions/expressions';
import { type FunctionCall, type IndexAccess } from '@actions/expressions/ast';
import { OverBudget } from './expression-data.ts';
import { SAFE_FUNCTIONS } from './expression-functions.ts';
import { type Expression } from './expression-syntax.ts';

/** How many characters and list items one evaluation may read and make, all in all. */
const MAX_WORK = 20_000_000;

class MeteredEvaluator extends Evaluator {
  #left = MAX_WORK;

  override visitIndexAccess(access: IndexAccess): data.ExpressionData {
    return this.#charge(super.visitIndexAccess(access));
  }

  override visitFunctionCall(call: FunctionCall): data.ExpressionData {
    return this.#charge(super.visitFunctionCall(call));
  }

  #charge(value: data.ExpressionData): data.ExpressionData {
    this.#left -= costOf(value);
    if (this.#left < 0) throw new OverBudget('it reads too much data');
    return value;
  }
}

const costOf = (value: data.ExpressionData): number => {
  if (value instanceof data.StringData) return value.value.length + 1;
  if (!(value instanceof data.Array)) return 1;
  return value
    .values()
    .reduce((sum, item) => sum + 1 + (item instanceof data.StringData ? item.value.length : 0), 1);
};

/** Never throws: whatever goes wrong becomes a sentence. */
export const evaluate = (
  expression: Expression,
  github: data.Dictionary,
): { readonly data: data.ExpressionData } | { readonly problem: string } => {
  const contexts = new data.Dictionary({ key: 'github', value: github });
  try {
    const result = new MeteredEvaluator(expression.root, contexts, SAFE_FUNCTIONS).evaluate();
    return { data: result };
  } catch (error) {
    // A RangeError is the engine's own limit: the call stack, or the length of a text.
    if (error instanceof RangeError) return { problem: 'it is too large to be evaluated' };
    return { problem: error instanceof Error ? error.message : 'it could not be evaluated' };
  }
};
