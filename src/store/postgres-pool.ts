import pg from 'pg';
import { type PostgresTarget } from './postgres-target.ts';

const MAX_CONNECTIONS = 10;
const IDLE_TIMEOUT = 30_000;
/** Milliseconds a statement may take; the server ends it, and if we hear nothing, we end the connection. */
const STATEMENT_TIMEOUT = 20_000;
const SILENCE_TIMEOUT = STATEMENT_TIMEOUT + 2_000;

/**
 * What every session of ours needs, whatever the database's defaults are: commits are durable, and the server soon
 * notices that a machine of ours is gone, and frees what that one had locked.
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
export const SESSION = `
  set default_transaction_isolation = 'read committed';
  set idle_in_transaction_session_timeout = '30s';
  set tcp_keepalives_idle = 15;
  set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 3;
  set tcp_user_timeout = '30s';
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
`;

/** For the usual work. Takes connections as they are needed; one that fails is replaced, and never ends the process. */
export const workingPool = (target: PostgresTarget): pg.Pool =>
  quietPool({
    ...target.config,
    max: MAX_CONNECTIONS,
    idleTimeoutMillis: IDLE_TIMEOUT,
    query_timeout: SILENCE_TIMEOUT,
    onConnect: (client) => client.query(`${SESSION} set statement_timeout = ${STATEMENT_TIMEOUT};`),
  });

/** For what may take long, and belongs to one session: it has one connection only. */
export const singlePool = (target: PostgresTarget): pg.Pool =>
  quietPool({
    ...target.config,
    max: 1,
    idleTimeoutMillis: 0,
    onConnect: (client) => client.query(`${SESSION} set statement_timeout = 0;`),
  });

/** While a connection is in use, the pool does not listen to its errors; its calls reject, and that is enough. */
const quietPool = (config: Omit<pg.PoolConfig, 'onConnect'> & { onConnect: OnConnect }): pg.Pool => {
  const pool = new pg.Pool(config);
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/** The pool waits for the promise, which its type does not know. */
type OnConnect = (client: pg.ClientBase) => Promise<unknown>;
