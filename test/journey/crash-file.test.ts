import { describe, it } from 'vitest';
import { survives } from '../build/crash-check.ts';

describe('a server that is killed again and again, while GitHub fails one time in five', () => {
  it('tells every hub of every event that it accepted, and no other', async () => {
    await survives({ kills: 50, processes: 1 });
  }, 480_000);
});
