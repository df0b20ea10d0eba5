#!/usr/bin/env node
// The first statement, in words that an older Node can read.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Hub Relay needs Node.js 24 or newer, and this is ${process.version}: install it from https://nodejs.org, or use ` +
      '`npx hub-relay`, which brings Node.js 24 along where npm may run install scripts. [node-too-old]\n',
  );
  process.exit(1);
}
const { existsSync } = await import('node:fs');
// A checkout runs as it is; below node_modules Node strips no types, so a package brings what was compiled of it.
const source = new URL('../src/main.ts', import.meta.url);
const isCheckout = existsSync(source);
if (isCheckout) {
  // What Node made of the sources is kept, or each start would strip their types anew. Where that can't be written, they are.
  const { enableCompileCache } = await import('node:module');
  const { fileURLToPath } = await import('node:url');
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/hub-relay', import.meta.url)));
}
await import(isCheckout ? source.href : new URL('../dist/main.js', import.meta.url).href);
