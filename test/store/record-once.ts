import { openStore } from '../../src/store/open-store.ts';
import { newEvent } from '../contract/store-samples.ts';

/** Run as a process of its own: `<database url> <event id>`. Says the id once it is recorded, then waits to be killed. */
const [, , databaseUrl = '', id = ''] = process.argv;
const store = await openStore(databaseUrl);
await store.events.record(newEvent(id), 5_000);
process.stdout.write(id);
process.stdin.resume();
