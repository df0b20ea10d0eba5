import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type InstalledPackage, installPackage } from '../../build/package.ts';
import { SECRET } from '../bench-app.ts';
import { openStage } from '../bench-stage.ts';
import { pushOf } from '../push-payload.ts';
import { type Figure, type Part, spreadOf, type Table } from '../result.ts';
import { installedWith, productionNames } from '../start/installed-size.ts';
import { memoryOf, type Program, type Signed, startProgram } from '../start/programs.ts';
import { numberText } from '../table-text.ts';

/** The most, and after how many milliseconds no other is begun once there are the least. */
const ROUNDS = { least: 3, most: 7, time: 25_000 };
const IDLE_ROUNDS = 2;
const IDLE_AFTER = 10_000;
/** MB */
const IDLE_AIM = 120;
const PROBOT = 'bare Probot';
const CHECKOUT = 'Hub Relay, checkout';
const PACKAGE = 'Hub Relay, package';

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);
const pathOf = (name: string): string => new URL(name, import.meta.url).pathname;

type Samples = Record<string, number[]>;
const add = (samples: Samples, name: string, value: number): void => void (samples[name] ??= []).push(value);

/** In turn; the first start of each makes its database and the compiled code that Node keeps, and does not count. */
const coldStarts = async (programs: readonly Program[], signed: Signed): Promise<Samples> => {
  const samples: Samples = {};
  const begun = performance.now();
  const isOver = (round: number): boolean =>
    round >= ROUNDS.most || (round >= ROUNDS.least && performance.now() - begun > ROUNDS.time);
  for (let round = -1; !isOver(round); round += 1) {
    for (const program of programs) {
      const { took, stop } = await startProgram(program, signed);
      await stop();
      if (round >= 0) add(samples, program.name, took);
    }
  }
  return samples;
};

const idleMemory = async (
  programs: readonly Program[],
  signed: Signed,
): Promise<{ readonly rss: Samples; readonly pss: Samples }> => {
  const [rss, pss]: [Samples, Samples] = [{}, {}];
  for (let round = 0; round < IDLE_ROUNDS; round += 1) {
    const all = await Promise.all(
      programs.map(async (program) => ({ name: program.name, ...(await startProgram(program, signed)) })),
    );
    await delay(IDLE_AFTER);
    for (const { name, pid } of all) {
      add(rss, name, memoryOf(pid).rss);
      add(pss, name, memoryOf(pid).pss);
    }
    await Promise.all(all.map(({ stop }) => stop()));
  }
  return { rss, pss };
};

const packed = (): InstalledPackage | string => {
  try {
    return installPackage();
  } catch (error) {
    return `it could not be packed: ${String(error).split('\n')[0] ?? ''}`;
  }
};

const startTable = async (): Promise<Table> => {
  const stage = await openStage();
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
  say('packing');
  const made = packed();
  const envOf = (name: string): Record<string, string> => ({
    ...stage.env,
    DATABASE_URL: `file:${join(folder, `${name}.db`)}`,
  });
  const programs: readonly Program[] = [
    { name: PROBOT, args: [pathOf('../peers/bare-probot.ts')], cwd: folder, env: stage.env },
    {
      name: CHECKOUT,
      args: [pathOf('../../../bin/hub-relay.js'), 'start'],
      cwd: folder,
      env: envOf('checkout'),
    },
    ...(typeof made === 'string'
      ? []
      : [
          {
            name: PACKAGE,
            args: [join(made.root, 'bin/hub-relay.js'), 'start'],
            cwd: made.folder,
            env: envOf('package'),
          },
        ]),
  ];
  try {
    const signed = { secret: SECRET, body: pushOf(7_000, stage.pushing) };
    say('starts of each in turn');
    const starts = await coldStarts(programs, signed);
    say('idle');
    const { rss, pss } = await idleMemory(programs, signed);
    const found = programs.slice(1).map(({ name }) => ({ name, is: spreadOf(rss[name] ?? []).median }));
    return {
      part: 'start',
      title: 'Cold start until a webhook is taken, and memory 10 s later',
      contestants: programs.map(({ name }) => name),
      base: PROBOT,
      figures: [
        { name: 'cold start', unit: 'ms', better: 'less', samples: starts },
        { name: 'idle memory, resident', unit: 'MB', better: 'less', samples: rss },
        { name: 'idle memory, its share', unit: 'MB', better: 'less', samples: pss },
      ],
      missing: typeof made === 'string' ? [{ contestant: PACKAGE, why: made }] : [],
      aims: [
        {
          text: `idle memory, resident, at most ${IDLE_AIM} MB`,
          found: found
            .map(({ name, is }) => `${numberText(is)} MB (${name.replace('Hub Relay, ', '')})`)
            .join(', '),
          isMet: found.every(({ is }) => is <= IDLE_AIM),
        },
      ],
    };
  } finally {
    if (typeof made !== 'string') made.remove();
    rmSync(folder, { recursive: true, force: true });
    await stage.close();
  }
};

const ALL = 'all together';
const SHOWN = 8;
/** They bring a Node of their own, where the machine has none that is new enough. */
const isNode = (name: string): boolean => /^node(-|$)/.test(name);

const sizeTables = (): readonly Table[] => {
  const relay = installedWith(productionNames());
  const probot = installedWith(['probot']);
  const total = (all: readonly { readonly size: number }[]): number =>
    all.reduce((sum, { size }) => sum + size, 0);
  const biggest = relay.slice(0, SHOWN);
  const figure = (name: string, unit: string, ofProbot: number, ofRelay: number): Figure => ({
    name,
    unit,
    better: 'less',
    samples: { [PROBOT]: [ofProbot], 'Hub Relay': [ofRelay] },
  });
  const own = relay.filter(({ name }) => !isNode(name));
  return [
    {
      part: 'start',
      title: 'Installed, production dependencies only',
      contestants: [PROBOT, 'Hub Relay'],
      base: PROBOT,
      figures: [
        figure('size without Node', 'MB', total(probot), total(own)),
        figure('packages', '', probot.length, own.length),
        figure('size with the Node that it brings', 'MB', total(probot), total(relay)),
      ],
      missing: [],
      aims: [],
    },
    {
      part: 'start',
      title: `The ${SHOWN} largest of its production dependencies`,
      contestants: [ALL, ...biggest.map(({ name }) => name)],
      base: ALL,
      figures: [
        {
          name: 'size',
          unit: 'MB',
          better: 'less',
          samples: Object.fromEntries([
            [ALL, [total(relay)]],
            ...biggest.map(({ name, size }) => [name, [size]]),
          ]),
        },
      ],
      missing: [],
      aims: [],
    },
  ];
};

export const start: Part = { name: 'start', run: async () => [await startTable(), ...sizeTables()] };
