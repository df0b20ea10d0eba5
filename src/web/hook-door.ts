import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhooks } from '@octokit/webhooks';
import { isEventName } from '../core/event.ts';
import { type SourceKeys } from '../core/hook-source.ts';
import { type Json, textAt } from '../core/json.ts';
import { nameKey } from '../core/repository.ts';
import { matchesRepository } from '../core/repository-pattern.ts';
import { type Log } from '../flow/ports.ts';
import { type Refusal, refuse } from './refuse.ts';

const HOOKS_PATH = '/api/github/hooks/';

/** The name of the source for which a request is; `undefined` where it is for none. */
export const sourceNameOf = ({
  method,
  url = '',
}: Pick<IncomingMessage, 'method' | 'url'>): string | undefined => {
  const path = url.split('?')[0] ?? '';
  if (method !== 'POST' || !path.startsWith(HOOKS_PATH)) return undefined;
  return path.slice(HOOKS_PATH.length).replace(/\/$/, '');
};

export interface HookDoorOptions {
  readonly sources: readonly SourceKeys[];
  /** Resolves only after the event is durably on disk. */
  readonly record: (delivered: {
    readonly id: string;
    readonly name: string;
    readonly source: string;
    readonly payload: unknown;
    readonly body: string;
  }) => Promise<unknown>;
  readonly log: Log;
  /** Hears the code of every refusal after which nothing was to be recorded. */
  readonly onRefused?: (code: Refusal['code']) => void;
}

/** Takes the webhooks of repositories on which the App is not installed, each source's with its own secrets. */
export interface HookDoor {
  /** Why its body need not be read. */
  refusalOf(name: string): Refusal | undefined;
  take(name: string, request: IncomingMessage, response: ServerResponse, body: string): Promise<true>;
}

export const createHookDoor = ({ sources, record, log, onRefused }: HookDoorOptions): HookDoor => {
  const doors = new Map(
    sources.map(({ secrets, ...source }) => [
      nameKey(source.name),
      { ...source, keys: secrets.map((secret) => new Webhooks({ secret })) },
    ]),
  );

  const turnAway = (response: ServerResponse, refusal: Refusal): true => {
    onRefused?.(refusal.code);
    return refuse(response, refusal);
  };

  const take: HookDoor['take'] = async (name, { headers }, response, body) => {
    const door = doors.get(nameKey(name));
    if (!door) return turnAway(response, UNKNOWN);
    const { name: source, repositories, keys } = door;
    const event = String(headers['x-github-event']);
    const id = String(headers['x-github-delivery']);
    const signature = String(headers['x-hub-signature-256']);
    // All of them, whichever fits: @octokit/webhooks compares each in constant time.
    const fits = await Promise.all(keys.map((key) => key.verify(body, signature)));
    if (!fits.includes(true)) {
      log.warn({ source, event: id }, 'a webhook with a wrong signature was refused');
      return turnAway(response, { status: 401, code: 'signature-wrong' });
    }
    const payload = parse(body);
    if (payload === undefined) return turnAway(response, NO_JSON);
    if (!isEventName(event)) return answer(response, `Hub Relay does not use the event "${event}".`);
    const repository = textAt(payload, 'repository.full_name') ?? '';
    if (!matchesRepository(repositories, repository)) {
      log.warn(
        { source, repository, event: id },
        'a source spoke for a repository that it may not speak for',
      );
      return turnAway(response, { status: 403, code: 'source-repository' });
    }
    try {
      await record({ id, name: event, source, payload, body });
    } catch {
      return refuse(response, { status: 503, code: 'store-busy' });
    }
    return answer(response, 'ok');
  };

  return { refusalOf: (name) => (doors.has(nameKey(name)) ? undefined : UNKNOWN), take };
};

const UNKNOWN: Refusal = { status: 404, code: 'source-unknown' };
const NO_JSON: Refusal = { status: 400, code: 'webhook-malformed', found: 'The body must be JSON.' };

const parse = (body: string): Json | undefined => {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
};

const answer = (response: ServerResponse, text: string): true => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`${text}\n`);
  return true;
};
