import { type Part } from './result.ts';
import { type Outcome } from './run-part.ts';

// The process of one part: tells its parent the tables, or why there are none, and ends with all that it holds open.

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && 'name' in value && 'run' in value;

const run = async (file: string): Promise<Omit<Outcome, 'seconds'>> => {
  try {
    const part = Object.values((await import(file)) as object).find(isPart);
    if (!part) throw new Error(`${file} exports no part`);
    return { tables: await part.run() };
  } catch (error) {
    return { tables: [], error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

// Whoever wanted the answer is gone.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
const outcome = await run(process.argv[2] ?? '');
process.send?.(outcome, () => process.exit(0));
