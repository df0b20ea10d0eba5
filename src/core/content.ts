import { type Event } from './event.ts';
import { interpolate } from './expression.ts';
import { type GithubContext } from './github-context.ts';
import { type Member } from './in-force.ts';
import { type Endpoint } from './endpoint.ts';
import { type Json, type JsonObject } from './json.ts';
import { buildPayload, LIMITS, type Relay, sizeOf } from './payload.ts';
import { type Route, workflowOf } from './route.ts';
import { type Subject } from './subject.ts';
import { type Target } from './target.ts';
import { fail, type Verdict } from './verdict.ts';

/** What a notification is made of. `hub` and `endpoint` are absent where there is none of that name. */
export interface Matter {
  readonly event: Event;
  readonly route: Route;
  readonly hub?: Member;
  readonly endpoint?: Endpoint;
  readonly context: GithubContext;
  readonly subject: Subject;
}

/** How it leaves; `undefined` is as a repository_dispatch. A workflow runs on its hub's default branch where the route does not say. */
export const targetOf = ({
  event,
  route,
  hub,
  endpoint,
}: Pick<Matter, 'event' | 'route' | 'hub' | 'endpoint'>): Target | undefined => {
  if (route.endpoint !== undefined) {
    const isBare = endpoint?.template !== undefined;
    return { kind: 'endpoint', endpoint: route.endpoint, event: event.name, isBare };
  }
  const workflow = workflowOf(route.rule);
  if (workflow === undefined) return undefined;
  const ref = 'ref' in route.rule ? route.rule.ref : undefined;
  return { kind: 'workflow', workflow, ref: ref ?? hub?.repository.defaultBranch ?? '' };
};

interface Content {
  readonly payload: JsonObject;
  /** Why it cannot be made. */
  readonly verdicts: readonly Verdict[];
}

/** What it carries: the `relay`, and beside it the inputs of a workflow, or the fields of its endpoint, its route, or the envelope. */
export const contentOf = (matter: Matter, relay: Relay): Content => {
  const { route, endpoint, subject } = matter;
  if (workflowOf(route.rule) !== undefined) return inputsOf(matter, relay);
  const own = endpoint?.template ?? route.rule.payload;
  if (own === undefined) {
    const cut = subject.clipped.map((name) => `subject.${name}`);
    return { payload: buildPayload(relay, envelope(matter), true, cut), verdicts: [] };
  }
  const fields = interpolate(own, matter.context);
  if ('problem' in fields) return failed('payload', fields.problem);
  return { payload: buildPayload(relay, fields.value as JsonObject, false), verdicts: [] };
};

const failed = (rule: string, problem: string): Content => ({ payload: {}, verdicts: [fail(rule, problem)] });

/** A workflow takes texts only, and of those all or none: what it lacks it would take for its default. */
const inputsOf = ({ route, context }: Matter, relay: Relay): Content => {
  const own = 'inputs' in route.rule ? route.rule.inputs : undefined;
  const inputs = interpolate(own ?? {}, context);
  if ('problem' in inputs) return failed('inputs', inputs.problem);
  const texts = Object.fromEntries(
    Object.entries(inputs.value as JsonObject).map(([name, value]) => [name, asText(value)]),
  );
  const size = sizeOf(texts);
  return size > MOST_INPUT_BYTES
    ? failed('inputs', `the inputs have ${size} bytes; a workflow takes at most ${MOST_INPUT_BYTES}`)
    : { payload: buildPayload(relay, { inputs: texts }, false), verdicts: [] };
};

/** GitHub's limit is the one of a `client_payload`; beside the inputs we keep the `relay`. */
const MOST_INPUT_BYTES = LIMITS.bytes - 4_096;

const asText = (value: Json | undefined): string => {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
};

/** What a target receives where nobody says: never the raw event, never a field that is not there. */
const envelope = ({ event, subject: { ref, sha, subject } }: Matter): JsonObject => ({
  event: event.name,
  action: event.action ?? null,
  repository: event.repository ?? null,
  ref: ref ?? null,
  sha: sha ?? null,
  sender: event.sender ?? null,
  subject,
});
