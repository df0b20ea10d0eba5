import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alike, copyCheckout, DocumentCommands, STAND_INS } from '../build/document-commands.ts';
import { DocumentShell } from '../build/document-shell.ts';
import { DocumentWorld } from '../build/document-world.ts';
import { documents } from '../build/documents.ts';
import { type Block, type MarkdownDocument } from '../build/markdown.ts';
import { stepsOf } from '../build/shell-steps.ts';

const written = documents().filter(({ blocks }) => blocks.some(({ language }) => language === 'sh'));

let world: DocumentWorld;
beforeAll(async () => {
  world = await DocumentWorld.open();
});
afterAll(() => world.close());

/** A block that begins with `# some/file.yml` is that file; the reader saves it before going on. */
const save = ({ text, language }: Block, folder: string): void => {
  const [, path] =
    /^(?:#|\/\/) (?:acme\/\w+: )?([\w./-]*\.?[\w-]+\.[\w]+|Dockerfile|\.env)\b/.exec(text) ?? [];
  if (path === undefined || language === 'sh' || path.startsWith('/')) return;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const walk = async ({ path, blocks }: MarkdownDocument): Promise<readonly string[]> => {
  const commands = new DocumentCommands(world);
  const shell = await DocumentShell.open(world.env(), Object.keys(STAND_INS), commands.answer);
  copyCheckout(shell.folder);
  const faults: string[] = [];
  try {
    for (const [index, block] of blocks.entries()) {
      save(block, shell.folder);
      if (block.language !== 'sh') continue;
      const next = blocks[index + 1];
      commands.shown = next?.language === 'console' ? next.text : undefined;
      const printed: string[] = [];
      for (const { text, line, code } of stepsOf(block)) {
        const result = await shell.run(world.translate(text));
        printed.push(result.text);
        if (result.code !== code)
          faults.push(`${path}:${line}: ${text.trim()}\nends with ${result.code}:\n${result.text}`);
      }
      const { shown } = commands;
      if (shown !== undefined && !alike(printed.join(''), shown))
        faults.push(`${path}:${next?.line}: it shows\n${shown}\nbut what is printed is\n${printed.join('')}`);
    }
  } finally {
    shell.close();
  }
  return faults;
};

describe('the commands of the documents', () => {
  it.each(written.map((document) => [document.path, document] as const))(
    '%s: each does what it should, in their order',
    async (_, document) => {
      expect((await walk(document)).join('\n\n')).toBe('');
    },
    120_000,
  );

  it('is told where and how one fails, and what it shows in vain', async () => {
    const block = (language: string, text: string, line: number): Block => ({ language, text, line });
    const faults = await walk({
      path: 'docs/x.md',
      links: [],
      anchors: new Set(),
      indented: [],
      headings: [],
      spans: [],
      blocks: [
        block('yaml', '# endpoints.yml\nendpoints: []\n', 1),
        block('sh', 'cd .\nhub-relay validate --kind endpoints endpoints.yml\n', 5),
        block('console', 'endpoints.yml: right: 0 endpoints\n', 10),
        block('sh', 'hub-relay validate absent.yml # exits 1\nnpx hub-relay statuses\n', 20),
        block('sh', 'kubectl apply -f absent.yml\nfoo --bar\nnpm run absent\n', 30),
        block('sh', 'echo "$(hub-relay status --json)" | jq -e .absent\n', 40),
        block('sh', 'docker compose exec relay hub-relay notifications show absent\n', 50),
        block('sh', 'printf one\n', 60),
        block('console', 'two\n', 70),
      ],
    });
    expect(faults.map((fault) => /^\S+/.exec(fault)?.[0])).toEqual([
      'docs/x.md:22:',
      'docs/x.md:31:',
      'docs/x.md:32:',
      'docs/x.md:33:',
      'docs/x.md:41:',
      'docs/x.md:51:',
      'docs/x.md:70:',
    ]);
  });
});
