import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What the package gives by name, and the file of this checkout that is behind it. */
const EXPORTS = { '.': 'app', './functions': 'functions' } as const;

/**
 * A folder with an example of ours as somebody has it who copied it and ran `npm install`: the adapters are the real
 * ones, and `hub-relay` is this checkout.
 */
export const functionFolder = (example: string): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'hub-relay-function-'));
  cpSync(join(ROOT, 'examples', example), path, { recursive: true });
  const modules = join(path, 'node_modules');
  const relay = join(modules, 'hub-relay');
  mkdirSync(relay, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules/@probot'), join(modules, '@probot'));
  const names = Object.entries(EXPORTS);
  const exports = Object.fromEntries(names.map(([name, file]) => [name, `./${file}.js`]));
  writeFileSync(join(relay, 'package.json'), JSON.stringify({ name: 'hub-relay', type: 'module', exports }));
  for (const [, file] of names) {
    const source = JSON.stringify(join(ROOT, 'src', `${file}.ts`));
    const also = file === 'app' ? `export { default } from ${source};` : '';
    writeFileSync(join(relay, `${file}.js`), `export * from ${source};${also}\n`);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
