import { DatabaseSync } from 'node:sqlite';
import { NEEDED_PERMISSIONS } from '../../../src/core/permissions.ts';
import { ownerOf, type Repository } from '../../../src/core/repository.ts';
import { fileReader, readAtRest } from '../../../src/flow/at-rest.ts';
import { type FileReading, type ReadRecord } from '../../../src/flow/ports.ts';
import { readVersion } from '../../../src/settings/version.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { toInstallationRow, toRepositoryRow } from '../../../src/store/repository-row.ts';
import { inserter } from '../million.ts';

/** What a repository of the benchmark is for; of each ten, the first is the hub of the others. */
export type Role = 'hub' | 'by-name' | 'by-pattern' | 'plain' | 'app';

const ROLES: readonly Role[] = [
  'hub',
  'by-name',
  'by-pattern',
  'plain',
  'app',
  'app',
  'app',
  'app',
  'app',
  'app',
];

export interface Seeded {
  readonly role: Role;
  readonly repository: Repository;
  readonly text?: string;
}

/** Where half of all repositories are: the owner of whom everything is large. */
export const GREAT_OWNER = 'acme';
/** Synthetic ids begin here, above those of the sandbox. */
const FIRST_ID = 10_000_000;

/**
 * As many repositories, and about as many routes: half of them of one owner, the others a hundred to an owner; a tenth are
 * hubs, which subscribe to one spoke by its name and to one by a pattern.
 */
export const repositories = function* (
  size: number,
  installationId: number,
  idOf: (fullName: string) => number | undefined,
): Generator<Seeded> {
  const tens = Math.ceil(size / 10);
  for (let index = 0; index < size; index += 1) {
    const ten = Math.floor(index / 10);
    const isGreat = ten < tens / 2;
    const owner = isGreat ? GREAT_OWNER : `owner${Math.floor(ten / 10)}`;
    const role = ROLES[index % 10] ?? 'plain';
    const fullName = nameOf(owner, role, ten, index % 10);
    const text = textOf(owner, role, ten, index % 10);
    yield {
      role,
      repository: {
        id: idOf(fullName) ?? FIRST_ID + index,
        fullName,
        installationId: isGreat ? installationId : FIRST_ID + Math.floor(ten / 10),
        visibility: 'private',
        archived: false,
        defaultBranch: 'main',
      },
      ...(text !== undefined && { text }),
    };
  }
};

const nameOf = (owner: string, role: Role, ten: number, place: number): string =>
  ({
    hub: `${owner}/site-${ten}`,
    'by-name': `${owner}/library-${ten}`,
    'by-pattern': `${owner}/part-${ten}-core`,
    plain: `${owner}/plain-${ten}`,
    app: `${owner}/service-${ten}-${place}`,
  })[role];

const textOf = (owner: string, role: Role, ten: number, place: number): string | undefined => {
  if (role === 'hub') {
    return [
      'accept:',
      `  - from: ${owner}/*`,
      'subscribe:',
      `  - from: ${owner}/library-${ten}`,
      '    on: push',
      `  - from: ['${owner}/part-${ten}-*', '!${owner}/part-${ten}-old']`,
      '    on: { push: { branches: [main] } }',
      '',
    ].join('\n');
  }
  if (role !== 'app') return undefined;
  const rules = place === 9 ? ['push', 'release', 'workflow_run'] : ['push'];
  return [
    'notify:',
    ...rules.flatMap((event) => [
      `  - hub: ${owner}/site-${ten}`,
      ...(event === 'push'
        ? ['    on:', "      push: { branches: [main, 'release/**'], paths: ['docs/**'] }"]
        : [`    on: ${event}`]),
      `    event-type: component-${event}`,
    ]),
    '',
  ].join('\n');
};

/** As the product would have stored them; the comparison with GitHub was done just now. */
export const seedRepositories = async (path: string, all: Iterable<Seeded>): Promise<void> => {
  const store = await openStore(`file:${path}`);
  await store.marks.write('compared-at', String(Date.now()));
  await store.marks.write('bot-login', 'hub-relay[bot]');
  await store.close();
  const database = new DatabaseSync(path);
  const insert = inserter(database);
  const installations = new Map<number, string>();
  database.exec('begin');
  for (const { repository, text } of all) {
    insert('repositories', toRepositoryRow(recordOf(repository, text)));
    installations.set(repository.installationId, ownerOf(repository.fullName));
  }
  for (const [id, account] of installations) {
    insert(
      'installations',
      toInstallationRow({ id, account, suspended: false, permissions: NEEDED_PERMISSIONS }),
    );
  }
  database.exec('commit');
  database.close();
};

const recordOf = (repository: Repository, text: string | undefined): ReadRecord => {
  const stamp = `main ${1_700_000_000_000 + repository.id}`;
  if (text === undefined) return { repository, config: { state: 'missing' }, stamp };
  const etag = `W/"${String(repository.id).padStart(40, '0')}"`;
  return { repository, config: { state: 'read', text, etag }, stamp, reading: readingOf(text) };
};

const reader = fileReader(readVersion());
const readings = new Map<string, FileReading>();
const NUMBER = /(?<=-)\d+/g;
const PLACE = '1234567';
const OWNER = /owner\d+/g;

/** Read as the product does, but of those that differ in a number only one. */
const readingOf = (text: string): FileReading => {
  const [number = PLACE] = text.match(NUMBER) ?? [];
  const [owner = GREAT_OWNER] = text.match(OWNER) ?? [];
  const form = text.replaceAll(NUMBER, PLACE).replaceAll(OWNER, 'somebody');
  const reading = readings.get(form) ?? read(form);
  readings.set(form, reading);
  return { ...reading, shelved: reading.shelved.replaceAll(PLACE, number).replaceAll('somebody', owner) };
};

const read = (text: string): FileReading => {
  const { reading } = readAtRest({ repository: UNNAMED, config: { state: 'read', text } }, reader);
  if (reading?.note !== undefined || !reading)
    throw new Error(`the benchmark's file is wrong: ${reading?.note ?? text}`);
  return reading;
};

const UNNAMED: Repository = {
  id: 1,
  fullName: 'acme/app',
  installationId: 1,
  visibility: 'private',
  archived: false,
  defaultBranch: 'main',
};
