import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { type Config } from '../../src/core/route.ts';

const EVERYTHING = readFileSync(new URL('../fixtures/config/everything.yml', import.meta.url), 'utf8');

const route = (lines: string): Config['notify'][number] | undefined =>
  parseConfig(`notify:\n  - hub: acme/docs\n${lines.replaceAll(/^/gm, '    ')}`).config?.notify?.[0];

const expected: Config = {
  notify: [
    {
      hub: 'acme/docs',
      on: { push: { branches: ['main'], paths: ['docs/**'] }, release: { types: ['published'] } },
      if: "!contains(github.event.head_commit.message, '[skip hub]')",
      'event-type': 'component-updated',
      payload: {
        repo: '${{ github.event.repository.name }}',
        nested: { list: [1, 'two', null, true], text: 'a ${{ github.ref }} b' },
      },
      coalesce: 30_000,
      report: true,
    },
    {
      hub: 'Acme/Site.io',
      workflow: 'build.yml',
      ref: 'main',
      inputs: { version: '1.10', 'dry-run': 'false', name: '${{ github.ref_name }}' },
      on: { push: {}, workflow_run: {} },
      chain: true,
      report: 'required',
      'on-failure': 'issue',
      coalesce: 3_600_000,
    },
    {
      endpoint: 'deploy-status',
      on: {
        pull_request: {
          types: ['opened'],
          'branches-ignore': ['wip/**', '!wip/show'],
          'paths-ignore': ['**.md'],
        },
        issues: {},
        workflow_run: {
          workflows: ['Build'],
          types: ['completed'],
          branches: ['releases/**', '!releases/**-alpha'],
        },
      },
      if: "${{ github.actor != 'bot' }}",
      forks: true,
      report: false,
    },
    { hub: 'acme/tags', on: { push: { tags: ['v[0-9]+.*'] }, release: {} } },
  ],
  publish: [{ to: ['other/site'] }],
  'allow-public-hubs': true,
  'max-hops': 5,
  accept: [
    { from: ['acme/*'], 'event-types': ['component-updated'], workflows: ['build.yml', '1234'] },
    { from: ['**', '!evil/*'], workflows: ['rebuild.yaml'] },
  ],
  subscribe: [
    {
      from: ['acme/*-component', '!acme/old-component'],
      on: { push: { branches: ['main'] } },
      'event-type': 'component-updated',
    },
    { from: ['acme/lib'], on: { push: {} }, if: 'false', coalesce: 300_000 },
  ],
};

describe('parseConfig', () => {
  it('reads every key of the language into exactly this', () => {
    const { config, problems } = parseConfig(EVERYTHING);
    expect(problems).toEqual([]);
    expect(config).toStrictEqual(expected);
  });

  it.each(['', '\n', '# nothing yet\n', '---\n', '{}', '\uFEFF', 'null'])(
    'takes %j for an empty config',
    (text) => {
      expect(parseConfig(text)).toEqual({ config: {}, problems: [] });
    },
  );

  it.each([
    ['on: push', { push: {} }],
    ['on: [push, release]', { push: {}, release: {} }],
    ['on: { push: }', { push: {} }],
    ['on:\n  push:\n    branches: main', { push: { branches: ['main'] } }],
    ['"on": { issues: { types: [opened] } }', { issues: { types: ['opened'] } }],
  ])('reads the form %j', (text, on) => expect(route(text)?.on).toEqual(on));

  it('reads files with CRLF, anchors and aliases', () => {
    const text =
      'notify:\r\n  - hub: acme/docs\r\n    on: &on\r\n      push: { branches: [main] }\r\n  - hub: acme/site\r\n    on: *on\r\n';
    const { config } = parseConfig(text);
    expect(config?.notify?.map(({ on }) => on)).toEqual(Array(2).fill({ push: { branches: ['main'] } }));
  });

  it('leaves out what the file leaves out, so that the owner’s defaults can say it', () => {
    expect(parseConfig('accept: [{ from: acme/* }]').config).toStrictEqual({
      accept: [{ from: ['acme/*'] }],
    });
    expect(parseConfig('notify: []').config).toStrictEqual({ notify: [] });
  });

  it.each([
    ['1s', 1000],
    ['90s', 90_000],
    ['60m', 3_600_000],
  ])('reads the duration %s', (text, milliseconds) => {
    expect(route(`on: push\ncoalesce: ${text}`)?.coalesce).toBe(milliseconds);
  });

  it('keeps the config in force where there are only warnings', () => {
    const { config, problems } = parseConfig(
      'notify:\n  - endpoint: deploy-status\n    on: push\n    chain: true\n    forks: true\n',
    );
    expect(config?.notify).toHaveLength(1);
    expect(problems.map(({ code, severity, line }) => [code, severity, line])).toEqual([
      ['config-no-effect', 'warning', 4],
      ['config-no-effect', 'warning', 5],
    ]);
  });

  it('never lets a hundred warnings hide an error', () => {
    const tags = `    on: { push: { tags: ['v*'], paths: [x] } }\n    forks: true\n    chain: true\n`;
    const text = `notify:\n${`  - hub: a/b\n${tags}`.repeat(60)}  - hub: a/b\n    on: push\n    if: nonsense\n`;
    const { config, problems } = parseConfig(text);
    expect(config).toBeUndefined();
    expect(problems).toHaveLength(100);
    expect(problems.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });

  it('tells the problems of all entries at once, in the order of the file', () => {
    const text = `accept:\n  - from: acme\nnotify:\n  - hub: a/b\n    on: push\n    if: x\n  - hub: 5\n    on: pusch\nmaxhops: 1\n`;
    expect(parseConfig(text).problems.map(({ line, code }) => [line, code])).toEqual([
      [2, 'config-pattern'],
      [6, 'config-expression'],
      [7, 'config-wrong-type'],
      [8, 'config-wrong-value'],
      [9, 'config-unknown-key'],
    ]);
  });
});
