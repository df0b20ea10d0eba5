import { isObject, type Json } from '../../core/json.ts';
import { type Place } from '../place.ts';
import { type Holes } from './holes.ts';
import { type Loss } from './note.ts';

/**
 * One place of a workflow that starts something in a repository, as it is written there: its texts have holes. What is
 * absent was not said, or is told in `losses`.
 */
export interface Call {
  readonly kind: 'repository' | 'workflow';
  /** What makes the call: the name of an action, of a program or of a function. */
  readonly via: string;
  readonly place: Place;
  /** `owner/name`; absent where the workflow's own repository is meant. */
  readonly hub?: string;
  readonly eventType?: string;
  readonly payload?: Json;
  readonly workflow?: string;
  readonly ref?: string;
  readonly inputs?: Json;
  readonly waits?: boolean;
  readonly losses: readonly Loss[];
}

/** What somebody sends to GitHub's API, if it is a dispatch. `body` is absent where it can't be told. */
export interface Request {
  readonly via: string;
  readonly place: Place;
  readonly url: string;
  readonly body?: Json;
  readonly losses: readonly Loss[];
}

const REPOSITORY = /(?:^|\/)repos\/([^\s?]+?)\/dispatches\/?(?:\?.*)?$/;
const WORKFLOW = /(?:^|\/)repos\/([^\s?]+?)\/actions\/workflows\/([^/\s]+)\/dispatches\/?(?:\?.*)?$/;

/** `undefined`: it goes elsewhere. https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
export const callOfRequest = ({ via, place, url, body, losses }: Request): Call | undefined => {
  const toWorkflow = WORKFLOW.exec(url);
  const repository = (toWorkflow ?? REPOSITORY.exec(url))?.[1];
  if (repository === undefined) return undefined;
  const own = /^(?:\{owner\}|:owner)\/(?:\{repo\}|:repo)$/.test(repository);
  const found = { via, place, ...(!own && { hub: repository }) };
  const isBody = isObject(body);
  const isLost = losses.some(({ code }) => code === 'body-unknown' || code === 'body-malformed');
  const wrong: readonly Loss[] =
    body !== undefined && !isBody ? [{ code: 'body-malformed', what: 'the body', place }] : [];
  const missing: readonly Loss[] =
    body === undefined && !isLost ? [{ code: 'body-unknown', what: 'the body', place }] : [];
  const all = [...losses, ...wrong, ...missing];
  const given = isBody ? body : {};
  if (toWorkflow !== null)
    return {
      ...found,
      kind: 'workflow',
      workflow: toWorkflow[2] ?? '',
      ...(typeof given.ref === 'string' && { ref: given.ref }),
      ...(given.inputs !== undefined && { inputs: given.inputs }),
      losses: all,
    };
  return {
    ...found,
    kind: 'repository',
    ...(typeof given.event_type === 'string' && { eventType: given.event_type }),
    ...(given.client_payload !== undefined && { payload: given.client_payload }),
    losses: all,
  };
};

/** An owner and a name that stand apart; the owner is this repository's where it is not said. */
export const fullName = (
  owner: string | undefined,
  name: string | undefined,
  place: Place,
  holes: Holes,
): string | undefined => {
  if (name === undefined || name === '' || name === '@') return undefined;
  // What is filled in may be a full name.
  if (name.includes('/') || (owner === undefined && holes.has(name))) return name;
  return `${owner ?? holes.text({ source: 'github.repository_owner', place })}/${name}`;
};
