import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src/config/migrate/migration.ts';
import { consider } from '../../../src/core/consider.ts';
import { githubFields } from '../../../src/core/github-context.ts';
import { type JsonObject } from '../../../src/core/json.ts';
import { indexOfFiles, readGivenEvent } from '../../../src/flow/explain.ts';
import { type Github, type Sent, sentByWorkflow } from '../../build/old-meaning.ts';

const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};
const REPOSITORY = {
  id: 7,
  name: 'app',
  full_name: 'acme/app',
  private: false,
  visibility: 'public',
  default_branch: 'main',
  html_url: 'https://github.com/acme/app',
  owner: { login: 'acme', id: 3 },
};
const COMMIT = {
  id: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
  message: 'Say "hello" to $HOME\n\n{{ and \\ }} too',
  timestamp: '2026-01-02T03:04:05Z',
  distinct: true,
  added: ['docs/new.adoc'],
  removed: [],
  modified: ['docs/a.adoc', 'api-specs/a.yml'],
};
const push = (ref: string): JsonObject => ({
  ref,
  before: '1'.repeat(40),
  after: COMMIT.id,
  forced: false,
  size: 1,
  head_commit: COMMIT,
  commits: [COMMIT],
  repository: REPOSITORY,
  sender: { login: 'ada', id: 1 },
});
const RELEASE: JsonObject = {
  action: 'published',
  release: {
    tag_name: 'v1.2.3',
    name: null,
    body: 'Better "quotes"\nand lines',
    prerelease: true,
    html_url: 'https://github.com/acme/app/releases/v1.2.3',
  },
  repository: REPOSITORY,
  sender: { login: 'ada', id: 1 },
};

const CASES: readonly (readonly [file: string, event: string, payload: JsonObject])[] = [
  ['peter-evans-plain', 'push', push('refs/heads/main')],
  ['peter-evans-release', 'release', RELEASE],
  ['curl-escapes', 'release', { ...RELEASE, action: 'released' }],
  ['curl-same', 'push', push('refs/heads/release/2')],
  ['gh-same', 'push', push('refs/heads/main')],
  ['gh-api-input', 'release', RELEASE],
  ['outputs-same', 'push', push('refs/tags/v2.0.1')],
  ['github-script', 'push', push('refs/heads/main')],
  ['github-script-same', 'push', push('refs/tags/v2')],
];

/** Without what the notes say that is lost: only fields that both have are compared, and `lost` names the others. */
const ours = (
  text: string,
  event: string,
  payload: JsonObject,
): { sent: readonly Sent[]; lost: readonly string[] } => {
  const { config, routes } = migrate([{ path: 'x.yml', text }], 'acme/app');
  const read = readGivenEvent(JSON.stringify(payload), event);
  if (!('event' in read)) throw new Error(JSON.stringify(read));
  const hubs = [...new Set(routes.map(({ rule }) => rule.hub as string))];
  const files = [
    { fullName: 'acme/app', text: config },
    ...hubs.map((fullName) => ({
      fullName,
      text: "accept: [{ from: 'acme/*' }]",
      visibility: 'public' as const,
    })),
  ];
  const { findings } = consider(read.event, { index: indexOfFiles(read.event, files), urls: URLS });
  return {
    lost: findings.filter(({ outcome }) => outcome !== 'fires').map(({ verdict }) => JSON.stringify(verdict)),
    sent: findings.map(({ hub, eventType, payload: { relay: _, ...fields }, route }) => ({
      repository: hub!.repository.fullName,
      eventType,
      // Without a payload of its own, a route sends the envelope.
      payload: route.rule.payload === undefined ? {} : fields,
    })),
  };
};

/** What can't be carried over, by file; each of these fields is told in a note. */
const LOST: Readonly<Record<string, readonly string[]>> = {
  'peter-evans-release': ['commit'],
  'gh-api-input': ['version'],
  'github-script': ['run'],
};

const without = (sent: readonly Sent[], fields: readonly string[]): readonly Sent[] =>
  sent.map((one) => ({
    ...one,
    payload: Object.fromEntries(
      Object.entries(one.payload as JsonObject).filter(([name]) => !fields.includes(name)),
    ),
  }));

describe('what is written means the same', () => {
  it.each(CASES)('%s sends for a %s the same as the workflow itself', async (file, event, payload) => {
    const text = readFileSync(new URL(`../../fixtures/migrate/${file}.yml`, import.meta.url), 'utf8');
    const read = readGivenEvent(JSON.stringify(payload), event);
    const github = githubFields((read as { event: never }).event, URLS) as Github;
    const { sent, lost } = ours(text, event, payload);
    expect(lost).toEqual([]);
    const fields = LOST[file] ?? [];
    expect(without(sent, fields)).toEqual(without(await sentByWorkflow(text, github), fields));
  });
});
