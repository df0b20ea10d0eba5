import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { chart } from './chart.ts';
import { describeMachine, saidBy } from './machine.ts';
import { merged, ON_DEMAND, type PartReport, PARTS, parseReport, type Report } from './report.ts';
import { runPart } from './run-part.ts';
import { tableText } from './table-text.ts';

// `npm run bench [-- part … --keep]`: the parts one after the other, each bounded; all of them take less than ten minutes.
// `--patience 3` gives each three times as long: for a machine that has much else to do.

const ROOT = new URL('../../', import.meta.url);
const KEPT = new URL('docs/performance.json', ROOT);
const RESULTS = new URL('bench-results/', ROOT);
const LIMITS = { ...PARTS, ...ON_DEMAND };

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const commitName = (): string => {
  const git = (...args: string[]): string | undefined => saidBy('git', ['-C', ROOT.pathname, ...args]);
  const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
  return `${git('rev-parse', '--short', 'HEAD') ?? 'unknown'}${isChanged ? '+' : ''}`;
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'boolean', default: false }, patience: { type: 'string', default: '1' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(LIMITS, name));
if (unknown.length > 0) {
  say(`There is no part ${unknown.join(', ')}; there are ${Object.keys(LIMITS).join(', ')}.`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
const command = `npm run bench${positionals.length > 0 ? ` -- ${positionals.join(' ')}` : ''}`;
const commit = commitName();

const parts: PartReport[] = [];
for (const name of names) {
  const limit = (LIMITS[name] ?? 0) * Number(values.patience);
  const machine = describeMachine();
  const date = new Date().toISOString().replace(/\.\d+/, '');
  say(`\n${name}: at most ${limit} s`);
  const outcome = await runPart(new URL(`./parts/${name}.ts`, import.meta.url), limit);
  parts.push({ name, date, commit, command, machine, ...outcome });
  say(`${name}: ${outcome.error === undefined ? 'took' : 'FAILED after'} ${outcome.seconds.toFixed(1)} s`);
  if (outcome.error !== undefined) say(outcome.error);
}

const run: Report = { parts };
const jsonOf = (report: Report): Promise<string> =>
  format(JSON.stringify(report), { parser: 'json', printWidth: 110 });
mkdirSync(RESULTS, { recursive: true });
const stem = new Date()
  .toISOString()
  .replace(/\.\d+Z$/, 'Z')
  .replaceAll(':', '-');
writeFileSync(new URL(`${stem}.json`, RESULTS), await jsonOf(run));
writeFileSync(new URL(`${stem}.svg`, RESULTS), chart(run));
if (values.keep) {
  const kept = existsSync(KEPT) ? parseReport(readFileSync(KEPT, 'utf8')) : { parts: [] };
  writeFileSync(KEPT, await jsonOf(merged(kept, run)));
}

for (const table of parts.flatMap(({ tables }) => tables)) process.stdout.write(`${tableText(table)}\n\n`);
const failed = parts.filter(({ error }) => error !== undefined);
for (const { name, error } of failed)
  process.stdout.write(`FAILED  ${name}: ${error?.split('\n')[0] ?? ''}\n`);
say(
  `bench-results/${stem}.json and .svg${values.keep ? ', docs/performance.json: now npm run generate' : ''}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
