import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { type Environment, readSettings, renderSettingsProblem } from '../../src/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-operator-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
mkdirSync(join(folder, 'directory'));

const STANDARD = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
const GITHUB = 'sixteen characters at least';

const read = (env: Environment) => readSettings(env, folder);
const problemsOf = (env: Environment): readonly string[] => read(env).problems.map(renderSettingsProblem);

const endpointsFile = file(
  'endpoints.yml',
  `endpoints:
  - name: deploy-status
    url: https://hooks.example.com/deploy
    secrets: [DEPLOY_SECRET, DEPLOY_SECRET_OLD]
    allow: [acme/*]
  - { name: mirror, url: 'https://mirror.example/', secrets: MIRROR_SECRET, format: github, allow: acme/a }
`,
);
const sourcesFile = file(
  'sources.yml',
  'sources: [{ name: legacy, secrets: LEGACY_SECRET, repositories: acme/legacy-* }]',
);
const FILES: Environment = { ENDPOINTS_FILE: endpointsFile, SOURCES_FILE: sourcesFile };

describe('the files of the operator', () => {
  it('are read with their secrets, also where those stand in files of their own', () => {
    const { settings, problems } = read({
      ...FILES,
      DEPLOY_SECRET: STANDARD,
      DEPLOY_SECRET_OLD_FILE: join(folder, file('old', `${OLD}\n`)),
      MIRROR_SECRET: GITHUB,
      LEGACY_SECRET: GITHUB,
      ENDPOINT_ALLOWED_SUBNETS: '10.1.0.0/16, ::1',
    });
    expect(problems).toEqual([]);
    expect(settings.endpoints).toEqual([
      {
        name: 'deploy-status',
        url: 'https://hooks.example.com/deploy',
        format: 'standard',
        allow: ['acme/*'],
        secrets: [STANDARD, OLD],
      },
      {
        name: 'mirror',
        url: 'https://mirror.example/',
        format: 'github',
        allow: ['acme/a'],
        secrets: [GITHUB],
      },
    ]);
    expect(settings.sources).toEqual([
      { name: 'legacy', repositories: ['acme/legacy-*'], secrets: [GITHUB] },
    ]);
    expect(settings.endpointAllowedSubnets.map(({ bits }) => bits)).toEqual([16, 128]);
  });

  it('tell of each secret that is missing or malformed, with its variable, and never show one', () => {
    const problems = problemsOf({
      ...FILES,
      DEPLOY_SECRET: GITHUB,
      DEPLOY_SECRET_OLD_FILE: '/nowhere/old',
      MIRROR_SECRET: 'hunter2',
    });
    expect(problems).toEqual([
      expect.stringMatching(
        /^DEPLOY_SECRET: found another kind of secret for the endpoint "deploy-status"; .*whsec_/,
      ),
      "DEPLOY_SECRET_OLD_FILE: found /nowhere/old; the file can't be read (ENOENT)",
      expect.stringMatching(
        /^MIRROR_SECRET: found another kind of secret for the endpoint "mirror"; .*16 characters/,
      ),
      'LEGACY_SECRET: found nothing; set it to a secret of the source "legacy"',
    ]);
    expect(problems.join('\n')).not.toMatch(/hunter2|sixteen/);
  });

  it.each(['Xk29fhQpz81Lmd', 'JBSWY3DPEHPK3PXP', 'deadbeefdeadbeef', 'ABCDEFGHIJKLMNOPQRST'])(
    'do not repeat %s, which could be a secret in the place of a name',
    (secret) => {
      const path = file('secret.yml', `sources: [{ name: x, secrets: [A, ${secret}], repositories: a/b }]`);
      expect(problemsOf({ SOURCES_FILE: path, A: GITHUB })).toEqual([
        'SOURCES_FILE: found a variable that is not set, as secret 2 of the source "x"; set it, or correct its name',
      ]);
    },
  );

  it('tell all problems of all files at once, each with its place, beside those of variables', () => {
    const wrong = {
      ENDPOINTS_FILE: file('wrong-endpoints.yml', 'endpoints: []\nendpoint: []\nx: 1\n'),
      SOURCES_FILE: file('wrong-sources.yml', 'sources: 5\n'),
      PORT: 'x',
    };
    expect(problemsOf(wrong).toSorted()).toEqual([
      'ENDPOINTS_FILE: wrong-endpoints.yml:2:1: error: there is no key "…" here; did you mean "endpoints"? allowed keys are endpoints [config-unknown-key]',
      'ENDPOINTS_FILE: wrong-endpoints.yml:3:1: error: there is no key "…" here; allowed keys are endpoints [config-unknown-key]',
      'PORT: found x; use a whole number from 0 to 65535',
      'SOURCES_FILE: wrong-sources.yml:1:10: error: found the number …; expected a list [config-wrong-type]',
    ]);
  });

  it.each([
    ['none.yml', 'ENOENT'],
    ['directory', 'EISDIR'],
  ])('are named with the reason where they can’t be read: %s, %s', (path, reason) => {
    expect(problemsOf({ ENDPOINTS_FILE: path })).toEqual([
      `ENDPOINTS_FILE: found ${path}; the file can't be read (${reason})`,
    ]);
  });

  it('hold up the start while they are wrong, and no command that only looks', async () => {
    const env = { SOURCES_FILE: join(folder, 'none.yml'), DATABASE_URL: `file:${join(folder, 'none.db')}` };
    const said = async (command: string): Promise<string> => {
      const lines: string[] = [];
      const say = (text: string) => void lines.push(text);
      expect(await runCommand(['node', 'hub-relay', command], env, { out: say, err: say })).toBe(1);
      return lines.join('\n');
    };
    expect(await said('start')).toMatch(/SOURCES_FILE: found .*none\.yml; the file can't be read \(ENOENT\)/);
    expect(await said('events')).toMatch(/^There is no database yet\. No file at .*\n.*DATABASE_URL/);
  });
});
