import { Socket } from 'node:net';
import pg from 'pg';
import { unusable } from './postgres-errors.ts';

/** A server and a database on it, and every connection to it that we have opened. */
export interface PostgresTarget {
  /** For people: user, host, port and database; never the password. */
  readonly place: string;
  readonly config: pg.ClientConfig;
  /** Ends every connection at once, also where the other side is silent. May be called again. */
  cutOff(): void;
  /** Once that was called. */
  readonly cut: AbortSignal;
}

const CONNECT_TIMEOUT = 5_000;
const KEEP_ALIVE_AFTER = 10_000;
/** Ours only: int8 (also of `count`) and numeric (of a `sum` of int8) are all below 2^53. */
export const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.NUMERIC, Number);

/** Reads `postgres://user:password@host:port/database?sslmode=…`. Throws a StoreError that does not repeat it. */
export const postgresTarget = (databaseUrl: string): PostgresTarget => {
  const connectionString = withPlainMode(databaseUrl);
  const { user, host, port, database } = resolved(connectionString);
  const cut = new AbortController();
  const sockets = new Set<Socket>();
  const stream = (): Socket => {
    const socket = new Socket();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  return {
    place: `postgres://${user ?? ''}@${host}:${port}/${database ?? ''}`,
    config: {
      connectionString,
      application_name: 'hub-relay',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER,
      types,
      stream,
    },
    cut: cut.signal,
    cutOff: () => {
      cut.abort();
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** pg takes `require` and its like for `verify-full`, and prints a warning; we say at once what is meant. */
const withPlainMode = (databaseUrl: string): string => {
  const url = parsed(databaseUrl);
  const mode = url?.searchParams.get('sslmode');
  if (url === undefined || mode === null || mode === undefined || url.searchParams.has('uselibpqcompat'))
    return databaseUrl;
  if (mode === 'disable' || mode === 'no-verify') return databaseUrl;
  url.searchParams.set('sslmode', 'verify-full');
  return url.href;
};

/** `postgres:///database?host=/run/postgresql` and the like are no URLs to everyone; pg reads them. */
const parsed = (databaseUrl: string): URL | undefined =>
  URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;

/** pg knows its defaults, and the environment's: a client that is never connected tells. */
const resolved = (connectionString: string): pg.Client => {
  try {
    return new pg.Client({ connectionString });
  } catch (error) {
    const isFile = error instanceof Error && 'syscall' in error;
    throw unusable(
      'of DATABASE_URL',
      isFile
        ? 'One of the certificate files that it names cannot be read.'
        : 'It is no URL. Write postgres://user:password@host:5432/database, with %40 for an @ in the password.',
    );
  }
};
