/**
 * Writes every file that is made of others: `npm run generate`. A test fails where one of them is stale.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { GENERATED, ROOT } from './generated.ts';

for (const { path, make } of GENERATED) {
  const target = new URL(path, ROOT);
  mkdirSync(new URL('.', target), { recursive: true });
  writeFileSync(target, await make());
  process.stdout.write(`${path}\n`);
}
