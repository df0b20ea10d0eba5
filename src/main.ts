#!/usr/bin/env node
// The first statement, before anything is loaded that an older Node could not read.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`Hub Relay needs Node.js 24 or newer; this is ${process.version}. [node-too-old]\n`);
  process.exit(1);
}
// Whoever read our output has gone (`| head`, a log collector that restarts): that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const { runCommand } = await import('./cli/program.ts');
process.exitCode = await runCommand(process.argv, process.env);
