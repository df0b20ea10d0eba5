import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notificationTables } from '../growth/notification-tables.ts';
import { routeTable } from '../growth/route-table.ts';
import { startGithub } from '../growth/github.ts';
import { type Part } from '../result.ts';

/** Time for each event, and memory, at several sizes: the product's own process at each, from its record on. */
export const growth: Part = {
  name: 'growth',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
    const github = await startGithub();
    try {
      return [await routeTable(folder, github), ...(await notificationTables(folder, github))];
    } finally {
      await github.sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
