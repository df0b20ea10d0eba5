import { type Place } from '../place.ts';
import { type Call, callOfRequest, fullName } from './call.ts';
import { type Holes } from './holes.ts';
import { readBody } from './json-body.ts';
import { type Loss } from './note.ts';

/** The inputs of an action that say what it sends, in lower case as the runner compares them. */
interface ActionInputs {
  readonly repository?: string;
  readonly owner?: string;
  readonly token: string;
  readonly eventType?: string;
  readonly payload?: string;
  readonly workflow?: string;
  readonly ref?: string;
  readonly inputs?: string;
  /** It waits for the run unless this input is "false"; `true`: always. */
  readonly waits?: string | true;
  /** Where `ref` is not said. */
  readonly defaultRef?: 'own' | 'main';
}

const DISPATCH_WORKFLOW: ActionInputs = {
  repository: 'repo',
  token: 'token',
  workflow: 'workflow',
  ref: 'ref',
  inputs: 'inputs',
  defaultRef: 'own',
};

/** By owner/name in lower case, from the action.yml of each. */
const ACTIONS: Readonly<Record<string, ActionInputs>> = {
  'peter-evans/repository-dispatch': {
    repository: 'repository',
    token: 'token',
    eventType: 'event-type',
    payload: 'client-payload',
  },
  'mvasigh/dispatch-action': {
    repository: 'repo',
    owner: 'owner',
    token: 'token',
    eventType: 'event_type',
    payload: 'message',
  },
  'myrotvorets/trigger-repository-dispatch-action': {
    repository: 'repo',
    token: 'token',
    eventType: 'type',
    payload: 'payload',
  },
  'benc-uk/workflow-dispatch': DISPATCH_WORKFLOW,
  'the-actions-org/workflow-dispatch': { ...DISPATCH_WORKFLOW, waits: 'wait-for-completion' },
  'aurelien-baudet/workflow-dispatch': { ...DISPATCH_WORKFLOW, waits: 'wait-for-completion' },
  'convictional/trigger-workflow-and-wait': {
    repository: 'repo',
    owner: 'owner',
    token: 'github_token',
    workflow: 'workflow_file_name',
    ref: 'ref',
    inputs: 'client_payload',
    waits: 'wait_workflow',
    defaultRef: 'main',
  },
  'yakubique/trigger-github-workflow': { ...DISPATCH_WORKFLOW, repository: 'repository', inputs: 'params' },
  'codex-/return-dispatch': { ...DISPATCH_WORKFLOW, owner: 'owner', inputs: 'workflow_inputs', waits: true },
  'lasith-kg/dispatch-workflow': {
    ...DISPATCH_WORKFLOW,
    owner: 'owner',
    eventType: 'event-type',
    payload: 'workflow-inputs',
    inputs: 'workflow-inputs',
  },
};

/** What the action did before it was renamed, or does by another input. */
const ALSO: Readonly<Record<string, string>> = { 'mvasigh/dispatch-action message': 'payload' };

export const actionOf = (uses: unknown): string =>
  typeof uses === 'string' ? (uses.split('@')[0] ?? '').toLowerCase() : '';

export interface GivenInputs {
  readonly action: string;
  readonly place: Place;
  /** Texts with holes, by the name of the input in lower case, each with its place. */
  readonly inputs: ReadonlyMap<string, { readonly text: string; readonly place: Place }>;
}

/** What an action that is known to dispatch sends; `undefined` where it is none. */
export const callOfAction = (given: GivenInputs, holes: Holes): Call | undefined => {
  if (given.action === 'octokit/request-action') return callOfRequestAction(given, holes);
  const names = Object.hasOwn(ACTIONS, given.action) ? ACTIONS[given.action] : undefined;
  if (names === undefined) return undefined;
  const { action: via, place, inputs } = given;
  const textOf = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    const other = ALSO[`${via} ${name}`];
    return (inputs.get(name) ?? (other === undefined ? undefined : inputs.get(other)))?.text;
  };
  const losses: Loss[] = [];
  const jsonOf = (name: string | undefined) => {
    const text = textOf(name);
    if (text === undefined || text.trim() === '') return undefined;
    const body = readBody(text, holes);
    if (body === undefined)
      losses.push({
        code: 'body-malformed',
        what: name ?? '',
        place: inputs.get(name ?? '')?.place ?? place,
      });
    return body;
  };
  const hub = fullName(textOf(names.owner), textOf(names.repository), place, holes);
  const found = {
    via,
    place,
    ...(hub !== undefined && { hub }),
    waits: names.waits === true || (names.waits !== undefined && textOf(names.waits)?.trim() !== 'false'),
    losses,
  };
  const isWorkflow =
    names.workflow !== undefined &&
    (names.eventType === undefined || textOf('dispatch-method') === 'workflow_dispatch');
  if (isWorkflow) {
    const [workflow, body] = [textOf(names.workflow), jsonOf(names.inputs)];
    const ref = textOf(names.ref) ?? defaultRefOf(names, holes, place);
    return {
      ...found,
      kind: 'workflow',
      ...(workflow !== undefined && { workflow }),
      ...(ref !== undefined && { ref }),
      ...(body !== undefined && { inputs: body }),
    };
  }
  const [eventType, payload] = [textOf(names.eventType), jsonOf(names.payload)];
  return {
    ...found,
    kind: 'repository',
    ...(eventType !== undefined && { eventType }),
    ...(payload !== undefined && { payload }),
  };
};

const defaultRefOf = ({ defaultRef }: ActionInputs, holes: Holes, place: Place): string | undefined =>
  defaultRef === 'own' ? holes.text({ source: 'github.ref', place }) : defaultRef;

/** `route: POST /repos/{owner}/{repo}/dispatches`, and each parameter as an input of its own. */
const callOfRequestAction = ({ action, place, inputs }: GivenInputs, holes: Holes): Call | undefined => {
  const textOf = (name: string): string | undefined => inputs.get(name)?.text;
  const route = /^POST\s+(\S.*)$/.exec(textOf('route')?.trim() ?? '')?.[1];
  if (route === undefined) return undefined;
  const url = route.replace(
    /\{(\w+)\}|:(\w+)/g,
    (whole, braced?: string, colon?: string) => textOf(braced ?? colon ?? '') ?? whole,
  );
  const body = Object.fromEntries(
    [...inputs].map(([name, { text }]) => [
      name,
      name === 'client_payload' || name === 'inputs' ? (readBody(text, holes) ?? text) : text,
    ]),
  );
  return callOfRequest({ via: action, place, url, body, losses: [] });
};
