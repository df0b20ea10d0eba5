import { DatabaseSync } from 'node:sqlite';

/** Run as a process of its own: `<path>`. Takes the write lock, says so, and keeps it until it is killed. */
const [, , path = ''] = process.argv;
const database = new DatabaseSync(path);
database.exec('begin immediate');
process.stdout.write('locked');
process.stdin.resume();
