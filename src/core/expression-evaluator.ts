import { Evaluator, data } from '@actions/expressions';
import { type FunctionCall, type IndexAccess } from '@actions/expressions/ast';
import { ITEM_COST, type Meter } from './expression-data.ts';
import { callFunction } from './expression-functions.ts';
import { type Expression } from './expression-syntax.ts';

class MeteredEvaluator extends Evaluator {
  readonly #meter: Meter;

  constructor(expression: Expression, contexts: data.Dictionary, meter: Meter) {
    super(expression.root, contexts);
    this.#meter = meter;
  }

  override visitIndexAccess(access: IndexAccess): data.ExpressionData {
    return this.#charge(super.visitIndexAccess(access));
  }

  override visitFunctionCall({ functionName, args }: FunctionCall): data.ExpressionData {
    const values = args.map((arg) => this.eval(arg));
    return this.#charge(callFunction(functionName.lexeme, values, this.#meter));
  }

  #charge(value: data.ExpressionData): data.ExpressionData {
    this.#meter.spend(costOf(value));
    return value;
  }
}

const STEP_COST = 20;
/** The library compares texts that hold this letter piece by piece, and slowly. */
const SLOW_LETTER = 'ı';
const SLOW_COST = 20;

/** Of what was read or made. Each step of an evaluation costs something, also where it finds nothing. */
const costOf = (value: data.ExpressionData): number =>
  value instanceof data.Array
    ? value.values().reduce((sum, item) => sum + ITEM_COST + costOfText(item), STEP_COST)
    : STEP_COST + costOfText(value);

const costOfText = (value: data.ExpressionData): number => {
  if (!(value instanceof data.StringData)) return 0;
  return value.value.length * (value.value.includes(SLOW_LETTER) ? SLOW_COST : 1);
};

/** Never throws: whatever goes wrong becomes a sentence. */
export const evaluate = (
  expression: Expression,
  { data: github, meter }: { readonly data: data.Dictionary; readonly meter: Meter },
): { readonly data: data.ExpressionData } | { readonly problem: string } => {
  const contexts = new data.Dictionary({ key: 'github', value: github });
  try {
    return { data: new MeteredEvaluator(expression, contexts, meter).evaluate() };
  } catch (error) {
    // A RangeError is the engine's own limit: the call stack, or the length of a text.
    if (error instanceof RangeError) return { problem: 'it is too large to be evaluated' };
    return { problem: error instanceof Error ? error.message : 'it could not be evaluated' };
  }
};
