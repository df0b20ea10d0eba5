import { valueAt } from './finding.ts';

const DISPATCH = 'workflow_dispatch';

/** By name, whether an input must be given: it is required, and has no default. */
export type WorkflowInputs = ReadonlyMap<string, boolean>;

/**
 * The inputs that a workflow file declares for `workflow_dispatch`; `undefined` where that does not start it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
 */
export const workflowInputsIn = (file: unknown): WorkflowInputs | undefined => {
  const on = valueAt(file, ['on']);
  if (on === DISPATCH || (Array.isArray(on) && on.includes(DISPATCH))) return new Map();
  if (typeof on !== 'object' || on === null || !Object.hasOwn(on, DISPATCH)) return undefined;
  const declared = valueAt(on, [DISPATCH, 'inputs']);
  if (typeof declared !== 'object' || declared === null) return new Map();
  return new Map(Object.entries(declared).map(([name, input]) => [name, mustBeGiven(input)]));
};

const mustBeGiven = (input: unknown): boolean =>
  valueAt(input, ['required']) === true && valueAt(input, ['default']) === undefined;
