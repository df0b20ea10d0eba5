import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../src/errors.ts';

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'test', 'scripts'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path.endsWith('.ts') && existsSync(path));
const text = (path: string): string => readFileSync(path, 'utf8');
const importsOf = (path: string): readonly string[] =>
  [...text(path).matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|^.*\bimport\('([^']+)'\)/gm)].map(
    ([, name, late]) => (name ?? late)!,
  );

/** "src/flow/plan.ts" → "flow"; "src/app.ts" → "app". */
const partOf = (path: string): string => path.split('/')[1]!.replace(/\.ts$/, '');

/** Imports run one way: core ← config ← flow ← adapters, faces ← compose ← main. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  flow: ['core', 'config', 'errors'],
  github: [
    'core',
    'flow/ports',
    'flow/notification-ports',
    'flow/github-ports',
    'flow/sign-in-ports',
    'flow/set-up-ports',
  ],
  senders: ['core', 'flow/ports', 'flow/notification-ports', 'flow/github-ports'],
  store: [
    'core',
    'flow/ports',
    'flow/notification-ports',
    'flow/report-ports',
    'flow/desk-ports',
    'flow/audit-ports',
  ],
  sandbox: [],
  web: ['core', 'config', 'flow', 'errors'],
  metrics: ['core', 'flow'],
  errors: [],
  log: [],
  settings: ['core', 'config'],
  compose: ['core', 'flow', 'github', 'senders', 'store', 'settings'],
  functions: ['core', 'compose', 'errors', 'flow', 'log', 'settings', 'web'],
  app: ['core', 'compose', 'errors', 'flow/record', 'functions', 'settings', 'web'],
  serve: ['app', 'compose', 'core', 'errors', 'flow', 'github', 'metrics', 'settings', 'web'],
  cli: [
    'core',
    'config',
    'flow',
    'errors',
    'functions',
    'log',
    'settings',
    'serve',
    'sandbox',
    'store',
    'compose',
  ],
  main: ['cli'],
};

/** One library, one place; whoever wants to use it elsewhere has to say so here. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  core: ['@actions/expressions', '@octokit/webhooks-methods', 'ipaddr.js', 'standardwebhooks'],
  config: ['zod', 'yaml', 'acorn', 'unbash'],
  flow: [],
  github: ['@octokit/rest', 'octokit-auth-probot'],
  senders: ['@octokit/rest'],
  store: ['kysely', 'pg'],
  sandbox: ['graphql', 'yaml'],
  web: ['hono', '@hono/node-server', '@octokit/webhooks'],
  metrics: [
    'prom-client',
    '@opentelemetry/api',
    '@opentelemetry/exporter-trace-otlp-proto',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace-node',
  ],
  errors: [],
  log: ['pino', '@probot/pino'],
  settings: ['@probot/get-private-key'],
  compose: [],
  functions: [],
  app: ['probot'],
  serve: ['probot', 'pino', 'smee-client'],
  cli: ['@octokit/webhooks-methods', 'commander', 'standardwebhooks'],
  main: [],
};

describe('the house', () => {
  const sources = files.filter((path) => path.startsWith('src/'));

  it.each(sources)('%s imports only what lies before it', (path) => {
    const part = partOf(path);
    for (const name of importsOf(path).filter((found) => found.startsWith('.'))) {
      const target = normalize(join(dirname(path), name));
      if (partOf(target) === part) continue;
      const allowed = ALLOWED[part]!.some((prefix) =>
        `${target.replace(/\.ts$/, '')}/`.startsWith(`src/${prefix}/`),
      );
      expect(allowed, `${path} must not import ${target}`).toBe(true);
    }
  });

  it.each(sources)('%s uses only the libraries of its place', (path) => {
    const names = importsOf(path).filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
    const packages = names.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
    for (const name of packages)
      expect(LIBRARIES[partOf(path)], `${path} must not import ${name}`).toContain(name);
  });

  it('loads at a start what every server needs, and nothing that few ever ask for', () => {
    // An import of types within braces loads the module; `import type` does not.
    const eager = (path: string): readonly string[] =>
      [...text(path).matchAll(/^(?:import|export)\b(?! type\b)[^;]*?from '(\.[^']+)'/gm)].map(([, name]) =>
        normalize(join(dirname(path), name!)),
      );
    const loaded = new Set(['src/cli/start.ts']);
    for (const path of loaded) for (const next of eager(path)) loaded.add(next);
    expect(loaded).toContain('src/flow/plan.ts');
    const rare =
      /^src\/(sandbox|metrics\/traces|cli\/(?!start|webhook-check|terminal|ask|young-generation|give-back)|web\/(set-up|desk\/.*-page)|serve\/(set-up|forward|channel)|store\/postgres)/;
    expect([...loaded].filter((path) => rare.test(path))).toEqual([]);
  });

  it('has a core and a config language without I/O, clock, chance or log', () => {
    const impure =
      /\bfrom 'node:(?!crypto')|\bDate\.now\(|\bnew Date\(\)|Math\.random\(|\bprocess\.|\bconsole\.|setTimeout\(/;
    const pure = sources.filter((path) => /^src\/(core|config)\//.test(path));
    expect(pure.filter((path) => impure.test(text(path)))).toEqual([]);
  });

  it('has small files, without a drawer for everything', () => {
    const limit = (path: string): number => (path.startsWith('test/') ? 400 : 250);
    expect(files.filter((path) => text(path).split('\n').length > limit(path))).toEqual([]);
    expect(files.filter((path) => /(^|\/)(utils|helpers|common|types|index)\.ts$/.test(path))).toEqual([]);
  });

  it('explains every error code, with what to do', () => {
    for (const [code, { text: meaning, remedy }] of Object.entries(ERRORS)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meaning).toMatch(/\.$/);
      expect(remedy).toMatch(/\.$/);
    }
  });

  it('asks in app.yml for the events that the application subscribes to', () => {
    const asked = [...text('app.yml').matchAll(/^ {2}- (\w+)$/gm)].map(([, name]) => name);
    expect(asked).toEqual([
      'push',
      'pull_request',
      'issues',
      'release',
      'workflow_run',
      'repository',
      'repository_dispatch',
    ]);
    expect(
      text('app.yml')
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join(),
    ).not.toContain("'");
  });
});
