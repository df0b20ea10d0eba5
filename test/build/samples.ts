import { type Endpoint } from '../../src/core/endpoint.ts';
import { readEvent, type Event } from '../../src/core/event.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { type Installation, type Repository } from '../../src/core/repository.ts';
import { type Declared, inForce, type Member } from '../../src/core/in-force.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { type OwnConfig } from '../../src/core/route.ts';

/** Builders of core values: each takes only what a test is about. Ids follow from the name, so that they agree. */
export const idOf = (fullName: string): number =>
  Buffer.from(fullName).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);

export const aRepository = (fullName: string, changes: Partial<Repository> = {}): Repository => ({
  id: idOf(fullName),
  fullName,
  installationId: 1,
  visibility: 'public',
  archived: false,
  defaultBranch: 'main',
  ...changes,
});

export const anInstallation = (changes: Partial<Installation> = {}): Installation => ({
  id: 1,
  account: 'acme',
  suspended: false,
  permissions: NEEDED_PERMISSIONS,
  ...changes,
});

/** A repository with its file, and what is in force for it where its owner has no defaults. */
export const aMember = (
  fullName: string,
  own: OwnConfig = {},
  changes: Partial<Repository> = {},
): Member & Declared => {
  const declared = { repository: aRepository(fullName, changes), own };
  return { ...declared, ...inForce(declared) };
};

export const anEndpoint = (changes: Partial<Endpoint> = {}): Endpoint => ({
  name: 'deploy',
  url: 'https://hooks.example.com/deploy',
  format: 'standard',
  allow: ['acme/*'],
  ...changes,
});

export const anIndex = (...members: readonly Declared[]): RouteIndex => {
  const index = new RouteIndex();
  index.saveInstallation(anInstallation());
  for (const member of members) index.save(member);
  return index;
};

export const anEvent = (name: string, payload: JsonObject, id = 'guid-1'): Event =>
  readEvent({ id, name, payload, receivedAt: 1_000 }).event;

export const aPush = (repository: string, changes: JsonObject = {}): Event =>
  anEvent('push', {
    ref: 'refs/heads/main',
    before: 'a'.repeat(40),
    after: 'b'.repeat(40),
    created: false,
    deleted: false,
    forced: false,
    commits: [{ id: 'b'.repeat(40), message: 'change', added: ['docs/a.md'], modified: [], removed: [] }],
    head_commit: { id: 'b'.repeat(40), message: 'change\n\nand why', url: 'https://github.com/c' },
    repository: { id: idOf(repository), full_name: repository, default_branch: 'main', private: false },
    sender: { login: 'ada', type: 'User' },
    installation: { id: 1 },
    ...changes,
  });

export const aPullRequest = (repository: string, pull: JsonObject = {}, action = 'opened'): Event =>
  anEvent('pull_request', {
    action,
    pull_request: {
      number: 7,
      title: 'Better words',
      state: 'open',
      html_url: `https://github.com/${repository}/pull/7`,
      base: { ref: 'main' },
      head: { ref: 'words', sha: 'c'.repeat(40), repo: { id: idOf(repository) } },
      ...pull,
    },
    repository: { id: idOf(repository), full_name: repository, private: false },
    sender: { login: 'ada', type: 'User' },
    installation: { id: 1 },
  });
