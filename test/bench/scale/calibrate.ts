import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type Costs, COSTS_FILE } from './costs.ts';
import { measureFlow } from './measure-flow.ts';
import { measureMemory } from './measure-memory.ts';
import { measureProcess } from './measure-process.ts';

/** Measures anew what each step costs on this machine, and keeps it. Takes two minutes, and is best done on an idle machine. */
export const calibrate = async (tell: (line: string) => void): Promise<Costs> => {
  tell('memory of what is known');
  const index = await measureMemory();
  tell('the steps of the flow on SQLite');
  const flow = await measureFlow();
  tell('the whole process, webhooks in and dispatches out');
  const whole = await measureProcess();
  const { record, plan, claim, finish } = flow;
  // What the whole process takes beyond these is HTTP, JSON, signatures, logs and the seal of the audit log.
  const perEvent = plan.perEvent + record.perEvent + (record.perCommit + plan.perCommit) / BATCH;
  const perSent =
    plan.perNotification +
    claim.perNotification +
    finish.perNotification +
    (claim.perTurn + finish.perCommit) / BATCH;
  const costs: Costs = {
    measured: {
      at: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
      node: process.version,
      command: 'npm run simulate-scale -- --calibrate',
    },
    ...flow,
    whole: { perEvent: whole.perEvent, perSent: whole.perSent },
    request: Math.max(0, whole.perEvent - perEvent),
    dispatch: Math.max(0, whole.perSent - whole.perEvent - perSent),
    index,
    idle: whole.idle,
  };
  const text = JSON.stringify(
    costs,
    (_, value: unknown) => (typeof value === 'number' ? rounded(value) : value),
    2,
  );
  writeFileSync(COSTS_FILE, `${text}\n`);
  return JSON.parse(text) as Costs;
};

/** Of a process that is as busy as the measured one, about so many share a commit. */
const BATCH = 10;

const rounded = (value: number): number => Number(value.toPrecision(3));
