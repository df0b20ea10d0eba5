import { type Finding } from '../core/config-report.ts';
import { type Repository } from '../core/repository.ts';
import { type NotifyRule, wantsReport } from '../core/route.ts';
import { hears, readWorkflow } from '../config/workflow.ts';
import { type Budget, BOUNDLESS } from './budget.ts';
import { dispatchable, type ReadWorkflow } from './dispatchable.ts';
import { type GitHub } from './github-ports.ts';

/** Whether a workflow on a hub's default branch listens to one of these event types; or whether the one that the rule names can be started. */
export type Listening = (
  hub: Repository,
  eventTypes: readonly string[],
  rule: Pick<NotifyRule, 'report' | 'workflow' | 'ref' | 'inputs'>,
) => Promise<Finding>;

/** A file that names more hubs than that was not written to work. */
const MOST_HUBS = 25;

/** Each hub is asked for once. `budget`: how much time its workflows may take. Rejects as `GitHub` does. */
export const createListening = (
  github: Pick<GitHub, 'workflowFiles'>,
  budget: Pick<Budget, 'spend'> = BOUNDLESS,
): Listening => {
  const read = new Map<number, Promise<readonly ReadWorkflow[] | 'unreadable'>>();

  const workflowsOf = async (hub: Repository): Promise<readonly ReadWorkflow[] | 'unreadable'> => {
    const files = await github.workflowFiles(hub);
    if (files === 'unreadable') return files;
    const workflows: ReadWorkflow[] = [];
    for (const { path, text } of files) {
      const workflow =
        text === undefined
          ? { problem: 'GitHub did not give it in full' }
          : await budget.spend(() => readWorkflow(text));
      workflows.push({ path, workflow: workflow ?? { problem: 'there was no time to read it' } });
    }
    return workflows;
  };

  return async (hub, eventTypes, rule) => {
    if (!read.has(hub.id)) {
      if (read.size >= MOST_HUBS) return unknown('Only the first 25 hubs of a file are looked at.');
      read.set(hub.id, workflowsOf(hub));
    }
    const found = (await read.get(hub.id)) ?? 'unreadable';
    if (found === 'unreadable') return unknown(`GitHub does not show us the workflows of ${hub.fullName}.`);
    const { workflow } = rule;
    return workflow === undefined
      ? findingOf(found, eventTypes, wantsReport(rule))
      : dispatchable(found, hub, { ...rule, workflow });
  };
};

const unknown = (text: string): Finding => ({ isGood: undefined, text });

const findingOf = (
  files: readonly ReadWorkflow[],
  eventTypes: readonly string[],
  isReported: boolean,
): Finding => {
  const listeners = files.filter(
    ({ workflow }) => 'listens' in workflow && eventTypes.some((type) => hears(workflow, type)),
  );
  const unread = files.filter(({ workflow }) => 'problem' in workflow);
  const [first] = listeners;
  if (!first) {
    const types = eventTypes.slice(0, 5).join(', ');
    if (unread.length > 0) {
      const names = unread.map(({ path }) => path).join(', ');
      return unknown(`no workflow that could be read listens to ${types}; could not be read: ${names}`);
    }
    return {
      isGood: false,
      text: `no workflow on the hub's default branch listens to repository_dispatch with types: [${types}]`,
    };
  }
  const names = listeners.map(({ path }) => path).join(', ');
  const isNamed = listeners.some(({ workflow }) => 'namesRelay' in workflow && workflow.namesRelay);
  if (isReported && !isNamed)
    return {
      isGood: false,
      text: `${names} listens, but has no run-name: \${{ github.event.client_payload.relay.id }}, so its runs cannot be reported`,
    };
  return { isGood: true, text: `${names} listens` };
};
