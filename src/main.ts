// Whoever read our output has gone (`| head`, a log collector that restarts): that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
if (process.pid === 1) (await import('./cli/end-at-signals.ts')).endAtSignals();
const { youngGeneration } = await import('./cli/young-generation.ts');
youngGeneration.keep();
const { keepBaselineWasm } = await import('./cli/baseline-wasm.ts');
keepBaselineWasm();
const { runCommand } = await import('./cli/program.ts');
process.exitCode = await runCommand(process.argv, process.env);

export {};
