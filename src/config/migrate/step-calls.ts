import { actionOf, callOfAction } from './action-calls.ts';
import { type Call } from './call.ts';
import { type Holes, type Marked } from './holes.ts';
import { readScript } from './javascript.ts';
import { type Loss } from './note.ts';
import { withinStack } from './script.ts';
import { readShell } from './shell.ts';
import { isPosix } from './shell-of.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** What a step starts elsewhere, and what looks as if it did and can't be read. */
export interface StepCalls {
  readonly calls: readonly Call[];
  readonly losses: readonly Loss[];
}

const NOTHING: StepCalls = { calls: [], losses: [] };

/** What a script says that starts something by GitHub's API, whichever way. */
const SPEAKS_OF_IT = /\/dispatches\b|createDispatchEvent|createWorkflowDispatch|\bgh\s+workflow\s+run\b/;

export const callsOf = (
  file: WorkflowFile,
  job: Job,
  step: Step,
  env: ReadonlyMap<string, string>,
  holes: Holes,
): StepCalls => {
  const action = actionOf(step.value.uses);
  if (action === 'actions/github-script') return callsInScript(file, step, env, holes);
  if (action !== '') return callsOfAction(file, step, action, holes);
  const { run } = step.value;
  if (typeof run !== 'string' || !SPEAKS_OF_IT.test(run)) return NOTHING;
  const path = [...step.path, 'run'];
  const marked = holes.mark(run, (offset) => file.placeOf(path, offset));
  if (!isPosix(file, job, step)) return { calls: [], losses: unread(marked, holes, 'shell-unread') };
  const calls = withinStack(() => readShell({ ...marked, env, holes }));
  return { calls, losses: calls.length > 0 ? [] : unread(marked, holes) };
};

const callsOfAction = (file: WorkflowFile, step: Step, action: string, holes: Holes): StepCalls => {
  const inputs = new Map(
    [...step.inputs].map(([name, text]) => {
      const path = [...step.path, 'with', keyOf(step, name)];
      return [
        name,
        { text: holes.mark(text, (offset) => file.placeOf(path, offset)).text, place: file.placeOf(path) },
      ];
    }),
  );
  const place = file.placeOf([...step.path, 'uses']);
  const call = callOfAction({ action, place, inputs }, holes);
  return call === undefined ? NOTHING : { calls: [call], losses: [] };
};

const callsInScript = (
  file: WorkflowFile,
  step: Step,
  env: ReadonlyMap<string, string>,
  holes: Holes,
): StepCalls => {
  const script = step.inputs.get('script');
  if (script === undefined || !SPEAKS_OF_IT.test(script)) return NOTHING;
  const path = [...step.path, 'with', keyOf(step, 'script')];
  const marked = holes.mark(script, (offset) => file.placeOf(path, offset));
  const calls = withinStack(() => readScript({ ...marked, env, holes }));
  return { calls, losses: calls.length > 0 ? [] : unread(marked, holes) };
};

const unread = (
  { text, placeOf }: Marked,
  holes: Holes,
  code: 'script-unread' | 'shell-unread' = 'script-unread',
): readonly Loss[] => {
  const at = text.search(SPEAKS_OF_IT);
  const line = text.slice(text.lastIndexOf('\n', at) + 1).split('\n')[0] ?? '';
  return [{ code, what: holes.shown(line), place: placeOf(Math.max(at, 0)) }];
};

/** Inputs are compared without case. */
const keyOf = ({ value }: Step, name: string): string =>
  Object.keys(value.with ?? {}).find((key) => key.toLowerCase() === name) ?? name;
