import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type PostgresServer, startPostgres } from '../build/postgres.ts';
import { storeContract } from '../contract/store-contract.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(() => server.close());

storeContract('PostgreSQL', async () => openStore(await server.emptyDatabase()));
