import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from '../build/documents.ts';
import { type Link, type MarkdownDocument, readMarkdown, slugOf } from '../build/markdown.ts';

const all = documents();
const byPath = new Map(all.map((document) => [document.path, document]));

/** Why a reader who follows it would not arrive; links out of the repository are not followed. */
const fault = ({ path }: MarkdownDocument, { target, line }: Link): string | undefined => {
  if (/^(https?|mailto):/.test(target)) return undefined;
  const where = `${path}:${line}: ${target}`;
  const [file = '', anchor] = target.split('#');
  if (file.startsWith('/')) return `${where} leads out of the repository`;
  const found = file === '' ? path : normalize(join(dirname(path), file));
  if (found.startsWith('..')) return `${where} leads out of the repository`;
  if (!existsSync(found)) return `${where}: there is no ${found}`;
  if (anchor === undefined || !found.endsWith('.md')) return undefined;
  const { anchors } = byPath.get(found) ?? readMarkdown(found);
  return anchors.has(anchor) ? undefined : `${where}: ${found} has no heading of that name`;
};

describe('the documents', () => {
  it('are those that a newcomer looks for', () => {
    expect([...byPath.keys()]).toEqual(
      expect.arrayContaining(['CONTRIBUTING.md', 'README.md', 'SECURITY.md']),
    );
  });

  it.each(all.map((document) => [document.path, document] as const))(
    '%s links to what is there',
    (_, document) => {
      expect(document.links.flatMap((link) => fault(document, link) ?? [])).toEqual([]);
    },
  );

  it.each(all.map((document) => [document.path, document] as const))(
    '%s gives each block a language, and indents none instead',
    (_, { blocks, indented }) => {
      expect(blocks.filter(({ language }) => language === '').map(({ line }) => line)).toEqual([]);
      expect(indented).toEqual([]);
    },
  );

  it('have anchors as GitHub makes them', () => {
    expect(slugOf('What `hub-relay init` writes, and why')).toBe('what-hub-relay-init-writes-and-why');
    expect(slugOf('The [config file](x.md): _all_ keys')).toBe('the-config-file-all-keys');
    expect(slugOf('`on.push.paths-ignore` / C++')).toBe('onpushpaths-ignore--c');
  });
});
