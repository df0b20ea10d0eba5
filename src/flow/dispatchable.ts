import { type Finding } from '../core/config-report.ts';
import { type Repository } from '../core/repository.ts';
import { type NotifyRule } from '../core/route.ts';
import { type Workflow } from '../config/workflow.ts';
import { type WorkflowInputs } from '../config/workflow-inputs.ts';

/** A workflow file on the default branch, as far as it could be read. */
export interface ReadWorkflow {
  readonly path: string;
  readonly workflow: Workflow | { readonly problem: string };
}

/** What a route says of the workflow that it starts. */
export type WorkflowRule = Required<Pick<NotifyRule, 'workflow'>> & Pick<NotifyRule, 'ref' | 'inputs'>;

/**
 * Whether the hub has the workflow, and `workflow_dispatch` starts it with the inputs of the route. Looked at on the default
 * branch, where GitHub looks for the file; on another ref its trigger and its inputs may be others.
 * https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export const dispatchable = (
  files: readonly ReadWorkflow[],
  { defaultBranch }: Pick<Repository, 'defaultBranch'>,
  { workflow: name, ref = defaultBranch, inputs = {} }: WorkflowRule,
): Finding => {
  if (/^\d+$/.test(name))
    return unknown(`Workflow ${name} is named by its number; its file was not looked for.`);
  const found = files.find(({ path }) => path === `.github/workflows/${name}`);
  if (!found) return bad(`the hub's default branch has no workflow ${name}`);
  const { path, workflow } = found;
  if (ref.replace(/^refs\/heads\//, '') !== defaultBranch)
    return unknown(`${path} is there; what it is on ${ref} was not looked at.`);
  if ('problem' in workflow) return unknown(`${path} could not be read: ${workflow.problem}`);
  if (!workflow.inputs) return bad(`${path} has no workflow_dispatch trigger`);
  const wrong = wrongInputs(workflow.inputs, Object.keys(inputs));
  return wrong === undefined
    ? { isGood: true, text: `${path} can be started` }
    : bad(`${path} ${wrong}; it declares ${namesOf([...workflow.inputs.keys()])}`);
};

const wrongInputs = (declared: WorkflowInputs, given: readonly string[]): string | undefined => {
  const unexpected = given.filter((name) => !declared.has(name));
  if (unexpected.length > 0) return `does not declare ${namesOf(unexpected)}`;
  const missing = [...declared].filter(([name, isNeeded]) => isNeeded && !given.includes(name));
  return missing.length > 0 ? `requires ${namesOf(missing.map(([name]) => name))}` : undefined;
};

/** GitHub takes no more than 25. */
const MOST_NAMED = 25;

const namesOf = (names: readonly string[]): string =>
  names.length === 0 ? 'no inputs' : names.slice(0, MOST_NAMED).join(', ');

const bad = (text: string): Finding => ({ isGood: false, text });
const unknown = (text: string): Finding => ({ isGood: undefined, text });
