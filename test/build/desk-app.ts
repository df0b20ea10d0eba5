import { type RouteIndex } from '../../src/core/route-index.ts';
import { type Repository } from '../../src/core/repository.ts';
import { RouteIndex as Index } from '../../src/core/route-index.ts';
import { declare } from '../../src/flow/members.ts';
import { type ConfigFile, type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createDesk } from '../../src/web/desk/desk.ts';
import { type Viewer } from '../../src/web/desk/viewer.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { anInstallation, aRepository } from './samples.ts';

export const OPERATOR: Viewer = { isOperator: true, actor: 'operator:ada', name: 'ada' };
export const aGuest = (...readable: readonly Repository[]): Viewer => ({
  isOperator: false,
  actor: 'github:bob',
  name: 'bob',
  readable: new Set(readable.map(({ id }) => id)),
  writable: new Set(),
});

export const NOW = Date.parse('2026-11-27T12:00:00Z');

/** The desk over a store in memory, as one viewer sees it. */
export interface DeskStage {
  readonly store: Store;
  readonly index: RouteIndex;
  /** Puts a repository on record, with its file. */
  add(fullName: string, file?: string | ConfigFile, changes?: Partial<Repository>): Promise<Repository>;
  get(path: string, viewer?: Viewer): Promise<{ status: number; text: string; location: string | null }>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    viewer?: Viewer,
  ): Promise<{ status: number; text: string }>;
}

export const openDesk = async (): Promise<DeskStage> => {
  const store = await openStore('file::memory:');
  const index = new Index();
  index.saveInstallation(anInstallation());
  await store.repositories.saveInstallation(anInstallation());
  let viewer: Viewer = OPERATOR;
  const desk = createDesk({
    store,
    index,
    sessions: { viewerOf: () => Promise.resolve(viewer) },
    urls: { server: 'https://github.com', api: 'https://api.github.com', graphql: '' },
    clock: { now: () => NOW, random: () => 0.5 },
    log: new FakeLog(),
    changed: () => undefined,
    onChange: () => () => undefined,
  });
  return {
    store,
    index,
    add: async (fullName, file, changes) => {
      const repository = aRepository(fullName, changes);
      const config: ConfigFile =
        file === undefined
          ? { state: 'missing' }
          : typeof file === 'string'
            ? { state: 'read', text: file }
            : file;
      await store.repositories.save({ repository, config });
      index.save(declare(repository, config));
      return repository;
    },
    get: async (path, as = OPERATOR) => {
      viewer = as;
      const response = await desk.request(path);
      return {
        status: response.status,
        text: await response.text(),
        location: response.headers.get('location'),
      };
    },
    post: async (path, fields, as = OPERATOR) => {
      viewer = as;
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      const headers = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
      const response = await desk.request(path, { method: 'POST', body, headers });
      return { status: response.status, text: await response.text() };
    },
  };
};
