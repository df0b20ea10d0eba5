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
await import(existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href);
