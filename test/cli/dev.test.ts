import { expect, it } from 'vitest';
import { dev } from '../../src/cli/dev.ts';

it('hub-relay dev does not run in production', async () => {
  await expect(dev({}, { NODE_ENV: 'production' })).rejects.toMatchObject({ code: 'dev-in-production' });
});
