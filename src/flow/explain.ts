import { type Place } from '../config/place.ts';
import { readJson } from '../config/read-json.ts';
import { type Event, isEventName, readEvent } from '../core/event.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { type Operator } from '../core/operator.ts';
import { nameKey, readRepository, type Visibility } from '../core/repository.ts';
import { RouteIndex } from '../core/route-index.ts';
import { declare } from './members.ts';

/** What it takes to consider an event that nobody sent, against files that need not be anybody's. */

/** Why a text is no event: each with what whoever gave it has to know. `missing`: "repository.id (number)". */
export type NoEvent =
  | ({ readonly kind: 'not-json'; readonly message: string } & Place)
  | { readonly kind: 'not-an-object' | 'nameless' }
  | { readonly kind: 'incomplete'; readonly name: string; readonly missing: readonly string[] };

/** The event whose payload this text is. Its name is the one given, or what the payload shows. */
export const readGivenEvent = (
  text: string,
  given?: string,
): { readonly event: Event } | { readonly trouble: NoEvent } => {
  const read = readJson(text);
  if ('wrong' in read) return { trouble: { kind: 'not-json', ...read.wrong } };
  const payload = read.value;
  if (!isObject(payload)) return { trouble: { kind: 'not-an-object' } };
  const name = given ?? eventNameOf(payload);
  if (name === undefined || !isEventName(name)) return { trouble: { kind: 'nameless' } };
  const { event, missing } = readEvent({ id: 'explain', name, payload, receivedAt: 0 });
  return missing.length > 0 ? { trouble: { kind: 'incomplete', name, missing } } : { event };
};

/** Each event carries one thing that no other of the five does; a workflow run may list pull requests, so it is first. */
const eventNameOf = (payload: JsonObject): string | undefined =>
  ['workflow_run', 'pull_request', 'release'].find((name) => isObject(payload[name])) ??
  (isObject(payload.issue) ? 'issues' : Array.isArray(payload.commits) ? 'push' : undefined);

/** The file of a repository, by its `owner/name`. A `visibility` that is left out is the payload's, or `private`. */
export interface GivenFile {
  readonly fullName: string;
  readonly text: string;
  readonly visibility?: Visibility;
}

const INSTALLATION = { id: 1, account: 'you', suspended: false, permissions: { contents: 'write' } };

/** As if the App were installed on these repositories, and on the one of the event, and on no others. */
export const indexOfFiles = (event: Event, files: readonly GivenFile[], operator?: Operator): RouteIndex => {
  const index = new RouteIndex(operator);
  index.saveInstallation(INSTALLATION);
  const spoke = readRepository(event.payload.repository, INSTALLATION.id);
  for (const [position, { fullName, text, visibility }] of files.entries()) {
    const isSpoke = spoke && nameKey(spoke.fullName) === nameKey(fullName);
    const repository = isSpoke ? spoke : { ...UNKNOWN, id: -1 - position, fullName };
    const seen = { ...repository, ...(visibility !== undefined && { visibility }) };
    index.save(declare(seen, { state: 'read', text }));
  }
  if (spoke && !index.member(spoke.id)) index.save(declare(spoke, { state: 'missing' }));
  return index;
};

const UNKNOWN = {
  installationId: INSTALLATION.id,
  visibility: 'private',
  archived: false,
  defaultBranch: 'main',
} as const;
