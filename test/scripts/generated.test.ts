import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED, ROOT } from '../../scripts/generated.ts';

describe('what is made of other files', () => {
  it.each(GENERATED)('is as new as they are: $path', async ({ path, make }) => {
    const found = readFileSync(new URL(path, ROOT), 'utf8');
    const isStale = found !== (await make());
    expect(isStale ? `${path} is stale: run \`npm run generate\`, and commit it` : '').toBe('');
  });
});
