import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteFile } from './sqlite-file.ts';

// The thread of checkpoints.ts.

const database = openSqliteFile(String(workerData));
const copy = database.prepare('pragma wal_checkpoint(passive)');

parentPort?.on('message', (order: unknown) => {
  if (order === 'copy') {
    parentPort?.postMessage(copy.get());
    return;
  }
  database.close();
  parentPort?.close();
});
