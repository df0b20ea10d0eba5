#!/usr/bin/env node
// The first statement, before anything is loaded that an older Node could not read.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`Hub Relay needs Node.js 24 or newer; this is ${process.version}. [node-too-old]\n`);
  process.exit(1);
}
const { runCommand } = await import('./cli/program.ts');
process.exitCode = await runCommand(process.argv, process.env);
