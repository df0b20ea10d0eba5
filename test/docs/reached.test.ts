import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from '../build/documents.ts';

const byPath = new Map(documents().map((document) => [document.path, document]));

describe('the documents', () => {
  it('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached)
      for (const { target } of byPath.get(path)?.links ?? []) {
        const found = normalize(join(dirname(path), target.split('#')[0] ?? ''));
        if (byPath.has(found)) reached.add(found);
      }
    expect([...byPath.keys()].filter((path) => !path.startsWith('.github/') && !reached.has(path))).toEqual(
      [],
    );
  });
});
