import { type Answer, type Circumstances, type Decision, decideOn } from './answer.ts';
import { decideOnEndpoint } from './endpoint-answer.ts';
import { type Target } from './target.ts';
import { decideOnWorkflow } from './workflow-answer.ts';

/** Answer → what to do, by who gave it. */
export const decideOnTarget = (
  target: Target | undefined,
  answer: Answer,
  circumstances: Circumstances,
): Decision => {
  switch (target?.kind) {
    case 'endpoint':
      return decideOnEndpoint(answer, circumstances);
    case 'workflow':
      return decideOnWorkflow(answer, circumstances);
    case undefined:
      return decideOn(answer, circumstances);
  }
};

/** How long to wait after each failure, in milliseconds. */
export interface Schedules {
  readonly github: readonly number[];
  readonly endpoints: readonly number[];
}

export const scheduleOf = (
  target: Target | undefined,
  { github, endpoints }: Schedules,
): readonly number[] => (target?.kind === 'endpoint' ? endpoints : github);
