import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RouteIndex } from '../../src/core/route-index.ts';
import { fileReader } from '../../src/flow/at-rest.ts';
import { Knowledge } from '../../src/flow/knowledge.ts';
import { declare } from '../../src/flow/members.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aRepository } from '../build/samples.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';
import { FakeLog } from '../fakes/fake-log.ts';

let store: Store;
let read: number;
beforeEach(async () => {
  const opened = await openStore('file::memory:');
  read = 0;
  const { repositories } = opened;
  const some = repositories.some.bind(repositories);
  repositories.some = async (ids) => {
    read += ids.length;
    return some(ids);
  };
  store = opened;
});
afterEach(() => store.close());

const startAs = async (release: string): Promise<{ knowledge: Knowledge; index: RouteIndex }> => {
  const index = new RouteIndex();
  const ignore = (): void => undefined;
  const github = new FakeGitHub();
  const options = {
    store,
    github,
    index,
    log: new FakeLog(),
    now: () => 1,
    onMended: ignore,
    onChanged: ignore,
  };
  const knowledge = new Knowledge({ ...options, release });
  read = 0;
  await knowledge.load();
  return { knowledge, index };
};

const FILES = [
  { state: 'read', text: 'notify: [{ hub: acme/docs, on: push }]' },
  { state: 'read', text: 'notfy: []' },
  { state: 'missing' },
  { state: 'unreadable', problem: 'it is not a file' },
  { state: 'unreadable', problem: '403', text: 'accept: [{ from: acme/* }]' },
] as const;

it('reads a file once, and not at each start; but another release reads it anew', async () => {
  await store.repositories.saveInstallation(anInstallation());
  const all = FILES.map((config, place) => ({
    repository: aRepository(`acme/${place}`, { id: place + 1 }),
    config,
  }));
  await store.repositories.save(...all);
  const expected = all.map(({ repository, config }) => declare(repository, config));
  // Of what has no text, there is nothing to keep.
  for (const [release, files] of [
    ['1.0.0', 4],
    ['1.0.0', 1],
    ['1.1.0', 4],
    ['1.1.0', 1],
  ] as const) {
    const { index } = await startAs(release);
    expect(all.map(({ repository }) => index.declared(repository.id))).toEqual(expected);
    expect(read).toBe(files);
  }
});

it('takes over what another process changed, in what was read here and what was not', async () => {
  await store.repositories.saveInstallation(anInstallation());
  const repository = aRepository('acme/app');
  await store.repositories.save({ repository, config: FILES[0] });
  const { knowledge, index } = await startAs('1.0.0');
  await store.repositories.save({ repository, config: { state: 'read', text: 'max-hops: 2' } });
  await knowledge.refresh({ kind: 'repository', id: repository.id });
  expect(index.declared(repository.id)?.own).toEqual({ 'max-hops': 2 });
  await store.repositories.remove(repository.id);
  await store.repositories.save({ repository: aRepository('acme/new'), config: FILES[0] });
  await knowledge.refresh({ kind: 'everything' });
  expect([...index.ids()]).toEqual([aRepository('acme/new').id]);
});

const EVERYTHING = `
notify:
  - hub: acme/docs
    on:
      push: { branches: [main, '!x/**'], paths-ignore: ['*.md'], tags: ['v*'] }
      workflow_run: { workflows: [build], types: [completed], branches-ignore: [old] }
      release:
    if: "!contains(github.event.head_commit.message, '[skip hub]')"
    event-type: component-updated
    payload: { repo: "\${{ github.repository }}", list: [1, true, null] }
    coalesce: 5m
    chain: true
    forks: true
    report: required
    on-failure: issue
  - { hub: acme/build, workflow: build.yml, ref: main, inputs: { a: "\${{ github.sha }}" }, on: [push, issues] }
  - { endpoint: deploy, on: push }
publish: [{ to: other/site }]
allow-public-hubs: true
max-hops: 2
accept:
  - { from: acme/*, event-types: [a, b], workflows: [build.yml] }
subscribe:
  - { from: [acme/*-component, '!acme/old-component'], on: { push: { branches: main } } }
`;

/** Without its words. */
const shapeOf = (schema: unknown): unknown =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'description' || key === 'markdownDescription' || key === 'examples' ? undefined : value,
    ),
  );

it('is told by another number where the same file says something else than before', () => {
  const schema: unknown = JSON.parse(readFileSync('schema/hub-relay.schema.json', 'utf8'));
  const said = [EVERYTHING, 'notify: []', '', 'accept: [{ from: acme/* }]\nmax-hops: 99'].map((text) => {
    const { own, note } = declare(aRepository('acme/app'), { state: 'read', text });
    return { own, isInForce: note === undefined };
  });
  expect(said.map(({ isInForce }) => isInForce)).toEqual([true, true, true, false]);
  const hash = createHash('sha256')
    .update(JSON.stringify([said, shapeOf(schema)]))
    .digest('hex')
    .slice(0, 16);
  // Where the hash is another now, raise FILE_READING in src/flow/at-rest.ts, and write both down here.
  expect(`${fileReader('')} ${hash}`).toBe('/1 8bb28709611b6b49');
});
