import { declare } from '../flow/members.ts';
import { consider, type Considered } from '../core/consider.ts';
import { type Event, eventTitle, isEventName, readEvent } from '../core/event.ts';
import { renderVerdict } from '../core/explain.ts';
import { printableJson } from '../core/printable.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { nameKey, readRepository, type Repository } from '../core/repository.ts';
import { type Operator, operatorOf } from '../core/operator.ts';
import { RouteIndex } from '../core/route-index.ts';
import { RelayError } from '../errors.ts';
import { type Environment, readSettings } from '../settings.ts';
import { indexOfStore } from './index-of-store.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';
import { readText } from './validate.ts';

export interface ExplainOptions {
  readonly event?: string;
  readonly config: readonly string[];
  readonly public: readonly string[];
  readonly changedFile: readonly string[];
  readonly json?: boolean;
}

/**
 * Considers one payload against the files given, or, without any, against what the database knows. Sends nothing and
 * asks nobody. 0 when a route fires, 3 when none does.
 */
export const explain = async (
  file: string,
  options: ExplainOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const event = readEventFile(file, options.event);
  const { settings } = readSettings(env);
  const operator = operatorOf(settings);
  const index =
    options.config.length > 0
      ? indexOfFiles(event, options, operator)
      : await withStore(env, (store) => indexOfStore(store, operator));
  const considered = consider(event, {
    index,
    urls: settings.urls,
    ...(options.changedFile.length > 0 && { changedFiles: { known: true, files: options.changedFile } }),
  });
  if (options.json === true) terminal.out(printableJson(considered.verdict));
  else terminal.out(renderConsidered(event, considered));
  return considered.findings.some(({ outcome }) => outcome === 'fires') ? 0 : 3;
};

const renderConsidered = (event: Event, { verdict, findings }: Considered): string => {
  const payloads = findings
    .filter(({ outcome }) => outcome === 'fires')
    .map(({ route, payload }) => `\n${route.id} sends:\n${printableJson(payload, 2)}`);
  return [
    `${eventTitle(event)} in ${event.repository ?? '(no repository)'}`,
    renderVerdict(verdict),
    ...payloads,
  ].join('\n');
};

const readEventFile = (file: string, given: string | undefined): Event => {
  const payload = parseObject(file);
  const name = given ?? nameOf(payload);
  if (name === undefined || !isEventName(name)) {
    throw new RelayError(
      'file-unreadable',
      `${file}: which event this is does not show; say it with --event push.`,
    );
  }
  const { event, missing } = readEvent({ id: 'explain', name, payload, receivedAt: 0 });
  if (missing.length > 0) throw new RelayError('event-rejected', `${file} lacks ${missing.join(', ')}.`);
  return event;
};

const parseObject = (file: string): JsonObject => {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof RelayError) throw error;
    throw new RelayError('file-unreadable', `${file} is not JSON.`);
  }
  if (!isObject(value)) throw new RelayError('file-unreadable', `${file} is not a JSON object.`);
  return value;
};

/** Each event carries one thing that no other of the five does; a workflow run may list pull requests, so it is first. */
const nameOf = (payload: JsonObject): string | undefined =>
  ['workflow_run', 'pull_request', 'release'].find((name) => isObject(payload[name])) ??
  (isObject(payload.issue) ? 'issues' : Array.isArray(payload.commits) ? 'push' : undefined);

const INSTALLATION = { id: 1, account: 'you', suspended: false, permissions: { contents: 'write' } };

const indexOfFiles = (event: Event, options: ExplainOptions, operator: Operator): RouteIndex => {
  const index = new RouteIndex(operator);
  index.saveInstallation(INSTALLATION);
  const spoke = readRepository(event.payload.repository, INSTALLATION.id);
  const isPublic = new Set(options.public.map(nameKey));
  for (const [position, given] of options.config.entries()) {
    const [, fullName, file] = /^([^/=]+\/[^/=]+)=(.+)$/.exec(given) ?? [];
    if (fullName === undefined || file === undefined) {
      throw new RelayError(
        'file-unreadable',
        `--config ${given}: write it as owner/name=path/to/hub-relay.yml.`,
      );
    }
    const isSpoke = spoke && nameKey(spoke.fullName) === nameKey(fullName);
    const hub: Repository = {
      id: -1 - position,
      fullName,
      installationId: INSTALLATION.id,
      visibility: isPublic.has(nameKey(fullName)) ? 'public' : 'private',
      archived: false,
      defaultBranch: 'main',
    };
    index.save(declare(isSpoke ? spoke : hub, { state: 'read', text: readText(file) }));
  }
  if (spoke && !index.member(spoke.id)) index.save(declare(spoke, { state: 'missing' }));
  return index;
};
