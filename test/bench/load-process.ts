import { load, type LoadJob } from './load-client.ts';

// The client, in a process of its own, so that what it takes is seen and is nobody else's.

process.on('message', (job: LoadJob) => void load(job).then((loaded) => process.send?.(loaded)));
process.on('disconnect', () => process.exit(0));
