import { type Answer, type Circumstances, type DeadCode, type Decision, decideOn } from './answer.ts';

/**
 * Answer → what to do, where a `workflow_dispatch` was sent. What GitHub refuses of it is about that workflow, its ref, its
 * inputs or the permission that only workflows need: the hub takes what else is for it, and nothing of its lane waits.
 * https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export const decideOnWorkflow = (answer: Answer, circumstances: Circumstances): Decision => {
  const decision = decideOn(answer, circumstances);
  return isAboutIt(decision, answer)
    ? { kind: 'dead', code: 'workflow-refused', reason: decision.reason }
    : decision;
};

/** 403, 404 and 422, but that the hub is archived. */
const REFUSALS: ReadonlySet<DeadCode> = new Set(['hub-permission', 'hub-not-found', 'request-refused']);

const isAboutIt = (
  decision: Decision,
  answer: Answer,
): decision is Extract<Decision, { kind: 'dead' | 'hold-lane' }> => {
  if (decision.kind === 'hold-lane') return decision.code === 'hub-permission';
  const isForToken = answer.kind === 'answer' && answer.isForToken === true;
  return decision.kind === 'dead' && REFUSALS.has(decision.code) && !isForToken;
};
