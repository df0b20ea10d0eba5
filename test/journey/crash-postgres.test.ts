import { describe, it } from 'vitest';
import { survives } from '../build/crash-check.ts';
import { startPostgres } from '../build/postgres.ts';

describe('three servers on one PostgreSQL, each killed again and again, while GitHub fails one time in five', () => {
  it('tell every hub of every event that they accepted, though PostgreSQL itself is stopped and killed', async () => {
    const postgres = await startPostgres();
    let isHarsh = false;
    const disturb = async (): Promise<void> => {
      isHarsh = !isHarsh;
      await (isHarsh ? postgres.crash() : postgres.stop());
      await postgres.start();
    };
    try {
      await survives({ kills: 50, processes: 3, databaseUrl: await postgres.newDatabase(), disturb });
    } finally {
      await postgres.close();
    }
  }, 480_000);
});
