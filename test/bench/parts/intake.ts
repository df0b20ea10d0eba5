import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../build/postgres.ts';
import { SECRET } from '../bench-app.ts';
import { openStage } from '../bench-stage.ts';
import { type Contestant, startField } from '../intake/contestants.ts';
import { intakeTable, type Rounds } from '../intake/intake-table.ts';
import { measureTurn, type Turn, type TurnOptions } from '../intake/measure-turn.ts';
import { startLoadGenerator } from '../load-generator.ts';
import { pushOf } from '../push-payload.ts';
import { type Part, type Table } from '../result.ts';

/** Each is loaded in turn, round by round; of large ones fewer are answered, so that their turns are longer. */
const SIZES = [
  { name: '7 KB', bytes: 7_000, leadSeconds: 0.3, seconds: 1.2 },
  { name: '25 KB', bytes: 25_000, leadSeconds: 0.3, seconds: 1.2 },
  { name: '1 MB', bytes: 1_000_000, leadSeconds: 0.3, seconds: 1.6 },
];
/** Rounds of one size: the most, and after how many milliseconds no other is begun once there are the least. */
const ROUNDS = { least: 2, most: 5, time: 30_000 };
/** Until the compiler of each has seen enough. */
const WARM_UP = { leadSeconds: 0, seconds: 2 };

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

const measureSize = async (contestants: readonly Contestant[], options: TurnOptions): Promise<Rounds> => {
  const turns: Record<string, Turn[]> = Object.fromEntries(contestants.map(({ name }) => [name, []]));
  const begun = performance.now();
  const isOver = (round: number): boolean =>
    round >= ROUNDS.most || (round >= ROUNDS.least && performance.now() - begun > ROUNDS.time);
  for (let round = 0; !isOver(round); round += 1) {
    for (const contestant of contestants) {
      turns[contestant.name]?.push(await measureTurn(contestant, options));
    }
  }
  return turns;
};

const run = async (): Promise<readonly Table[]> => {
  const stage = await openStage();
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
  const postgres = await startPostgres({ isDurable: true });
  const settings = await postgres.query(
    "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit') order by name",
  );
  if (settings.some(({ setting }) => setting !== 'on')) throw new Error('PostgreSQL does not commit durably');
  const { contestants, missing } = await startField({ env: stage.env, folder, postgres });
  const generator = startLoadGenerator();
  const tables: Table[] = [];
  try {
    say('warming up');
    const small = pushOf(7_000, stage.pushing);
    for (const contestant of contestants)
      await measureTurn(contestant, { generator, secret: SECRET, body: small, ...WARM_UP });
    for (const { name, bytes, leadSeconds, seconds } of SIZES) {
      say(`${name}, each of ${contestants.length} in turn`);
      const body = pushOf(bytes, stage.pushing);
      const options = { generator, secret: SECRET, body, leadSeconds, seconds };
      tables.push(intakeTable(name, await measureSize(contestants, options), missing));
    }
  } finally {
    generator.stop();
    for (const { server } of contestants) await server.stop('SIGKILL');
    await postgres.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return tables;
};

export const intake: Part = { name: 'intake', run };
