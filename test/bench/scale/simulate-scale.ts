import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { calibrate } from './calibrate.ts';
import { type Costs, readCosts } from './costs.ts';
import { drawPicture } from './picture.ts';
import { createPopulation } from './population.ts';
import { renderReport } from './report.ts';
import { type Results } from './results.ts';
import { scenariosOf } from './scenarios.ts';
import { type Summary } from './summary.ts';
import { type Tells, type Told } from './worker.ts';

const HELP = `npm run simulate-scale -- [options]

  --installations <n>   how many installed the App (100000)
  --hours <n>           how long the day is: 24, or so many around its busiest time (24)
  --seed <n>            of chance (7)
  --only <names>        of the scenarios, with commas: day,load-10,monday,…
  --calibrate           measure anew what each step costs here, and keep it in test/bench/scale/costs.json
  --json <file>         write the figures there
  --svg <folder>        draw the picture there, light and dark
`;

const { values } = parseArgs({
  options: {
    installations: { type: 'string', default: '100000' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: '7' },
    only: { type: 'string' },
    calibrate: { type: 'boolean', default: false },
    json: { type: 'string' },
    svg: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const wholeNumber = (name: 'installations' | 'hours' | 'seed', most: number): number => {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  say(`--${name} is ${values[name]}; give a whole number from 1 to ${most}`);
  process.exit(2);
};

const run = async (told: Omit<Told, 'name'>, names: readonly string[]): Promise<Map<string, Summary>> => {
  const summaries = new Map<string, Summary>();
  const left = [...names];
  const worker = async (): Promise<void> => {
    const child = fork(new URL('./worker.ts', import.meta.url));
    try {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        const began = performance.now();
        const current = name;
        const summary = await new Promise<Summary>((resolve, reject) => {
          child.removeAllListeners();
          child.on('message', ({ hour = 0, summary: done }: Tells) => {
            if (done) resolve(done);
            else if (hour > 0 && hour % 6 === 0) say(`  ${current}: ${hour} h`);
          });
          child.on('exit', (code) => {
            reject(new Error(`the simulation of ${current} ended with ${String(code)}`));
          });
          child.send({ ...told, name });
        });
        summaries.set(name, summary);
        say(
          `${name}: ${summary.events.count} events in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
        );
      }
    } finally {
      child.removeAllListeners();
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  return summaries;
};

const main = async (): Promise<void> => {
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const told = {
    installations: wholeNumber('installations', 1_000_000),
    hours: wholeNumber('hours', 24),
    seed: wholeNumber('seed', 2 ** 31),
  };
  const costs: Costs = values.calibrate ? await calibrate(say) : readCosts();
  const scenarios = scenariosOf({ ...told, costs });
  const only = values.only?.split(',');
  const chosen = scenarios.filter(({ name }) => only?.includes(name) ?? true);
  const summaries = await run(
    told,
    chosen.map(({ name }) => name),
  );
  const results: Results = {
    ...told,
    repositories: createPopulation(told.installations, told.seed).repositories,
    costs,
    scenarios: chosen.flatMap(({ name, title }) => {
      const summary = summaries.get(name);
      if (!summary) return [];
      return [{ name, title, summary: name === 'day' ? summary : { ...summary, slots: [] } }];
    }),
  };
  process.stdout.write(`${renderReport(results)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  if (values.svg !== undefined) {
    for (const mode of ['light', 'dark'] as const)
      writeFileSync(`${values.svg}/scale-${mode}.svg`, drawPicture(results, mode));
  }
};

await main();
