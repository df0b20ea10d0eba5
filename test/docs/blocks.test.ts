import { describe, expect, it } from 'vitest';
import { checkBlock } from '../build/check-block.ts';
import { documents } from '../build/documents.ts';

const all = documents();
const blocks = all.flatMap(({ path, blocks: found }) =>
  found.map((block) => [`${path}:${block.line}`, block.language, block] as const),
);
const check = (language: string, text: string): readonly string[] => checkBlock({ language, text, line: 1 });

describe('the blocks of the documents', () => {
  it.each(blocks)('%s (%s) can be used as it stands', (_, __, block) => {
    expect(checkBlock(block)).toEqual([]);
  });

  it('show config files of spokes and hubs, and workflows', () => {
    const yaml = blocks.filter(([, language]) => language === 'yaml').map(([, , { text }]) => text);
    for (const key of [/^notify:/m, /^accept:/m, /^subscribe:/m, /^jobs:/m])
      expect(
        yaml.some((text) => key.test(text)),
        String(key),
      ).toBe(true);
  });
});

describe('the check of a block', () => {
  it.each([
    ['a config file with an unknown key', 'yaml', 'notify:\n  - hubs: acme/docs\n    on: push\n', 'hubs'],
    ['an endpoint without a URL', 'yaml', 'endpoints:\n  - name: a\n    secrets: [A]\n', 'url'],
    [
      'a payload inside run',
      'yaml',
      'steps:\n  - run: echo ${{ github.event.client_payload.a }}\n',
      'pasted',
    ],
    ['what does not belong to run', 'yaml', 'steps:\n  - run: echo\n    with: { a: 1 }\n', 'with'],
    ['an action of any version', 'yaml', 'steps:\n  - uses: actions/checkout@main\n', 'not pinned'],
    ['a workflow that nothing starts', 'yaml', 'jobs: {}\n', 'expected the events'],
    ['YAML that is none', 'yaml', 'a: [\n', 'must'],
    ['JSON that is none', 'json', '{ "a": }\n', 'JSON'],
    ['shell that is none', 'sh', 'if true; then\n', 'fi'],
    ['a command within its output', 'console', '$ hub-relay status\n', 'hub-relay status'],
    ['a setting without a value', 'ini', '[Service]\nExecStart\n', 'ExecStart'],
    ['a language without a check', 'cobol', 'STOP RUN.\n', 'no check'],
  ])('finds %s', (_, language, text, found) => {
    expect(check(language, text).join('\n')).toContain(found);
  });

  it('lets JSON leave things out', () => {
    expect(check('json', '{\n  "a": "5d0f…",\n  …\n}\n')).toEqual([]);
  });
});
