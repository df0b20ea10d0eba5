import pg from 'pg';
import { StoreError } from './store-error.ts';

/** The operating system's codes for a server that is not there, or not any more. */
const AWAY = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'EAI_AGAIN'];
const UNREACHABLE = ['ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN'];
/** Classes and codes of PostgreSQL after which the same may succeed. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PASSING = /^(08|40001|40P01|53300|55P03|57|25006|25P03)/;
/** After these the server has closed the connection. */
const CLOSED = /^(08|57P|25P03)/;
/** What pg says of its own, without a code. */
const CUT_OFF = /terminat|time ?out|not queryable/i;

/** Whether the connection may not be used again: it is lost, or its answer would come too late. */
export const isConnectionLost = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || CLOSED.test(codeOf(error));

/**
 * Whether what a session has prepared is of no use any more: another process changed the tables, or the server, or what is
 * between us, has forgotten it. Nothing of the statement was done.
 */
export const isPlanStale = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  (error.code === '26000' ||
    // "cached plan must not change result type", in any language.
    (error.code === '0A000' && error.routine === 'RevalidateCachedQuery'));

/** Whether a server that is just starting answers so. */
export const isNotUpYet = (error: unknown): boolean =>
  AWAY.includes(codeOf(error)) ||
  codeOf(error) === '57P03' ||
  /terminated unexpectedly/.test(reasonOf(error));

/** Whether the same may succeed a little later. */
export const isPassing = (error: unknown): boolean => {
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError) return PASSING.test(code) || isPlanStale(error);
  return AWAY.includes(code) || UNREACHABLE.includes(code) || CUT_OFF.test(reasonOf(error));
};

/** What a call rejects with: `store-busy` where it may be tried again, else what it was, without the rows it quotes. */
export const callError = (error: unknown, place: string): unknown => {
  if (isPassing(error)) {
    const message = `The database ${place} does not answer as it should: ${reasonOf(error)}.`;
    return new StoreError('store-busy', message, { cause: error });
  }
  // "Failing row contains (…)": a piece of what a private repository sent, and errors are logged.
  if (error instanceof pg.DatabaseError) error.detail = undefined;
  return error;
};

/** What opening rejects with. */
export const openError = (error: unknown, place: string): StoreError =>
  error instanceof StoreError ? error : unusable(place, `${reasonOf(error)}. ${remedyFor(error)}`, error);

export const unusable = (place: string, remedy: string, cause?: unknown): StoreError =>
  new StoreError('store-unusable', `The database ${place} could not be opened: ${remedy}`, { cause });

/** A connection to both addresses of a name fails with an error that has a code and no message. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)) || codeOf(error) || 'unknown reason';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const remedyFor = (error: unknown): string => {
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(codeOf(error) || reasonOf(error))) ?? [];
  return remedy ?? 'Check DATABASE_URL, and the log of the server.';
};

const CERTIFICATE =
  'Name the authority that signed it: add sslrootcert=/path/to/ca.pem to DATABASE_URL, and use the name that the certificate is for.';

/** By code, or by message where there is no code. */
const REMEDIES: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [/^28000$/, 'Let this user in from this machine (pg_hba.conf), or add sslmode=require to DATABASE_URL.'],
  [/^28P01$/, 'Correct the user and the password in DATABASE_URL.'],
  [/password must be a (non-empty )?string|SASL/, 'Put the password of that user into DATABASE_URL.'],
  [/^3D000$/, 'Create that database (createdb), or correct its name in DATABASE_URL.'],
  [/^(42501|3F000)$/, 'Make this user the owner of the database, or grant it create on the schema.'],
  [/^53300$/, 'Raise max_connections of the server; each Hub Relay needs up to 12 connections.'],
  [/^57P03$/, 'It has been starting for too long: look at its log.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'No machine has that name: correct the host in DATABASE_URL.'],
  [
    /^(ECONNREFUSED|ENOENT)$/,
    'No server listens there: start it, or correct the host and port in DATABASE_URL.',
  ],
  [/^E[A-Z]+$|time ?out/i, 'Check the host and port in DATABASE_URL, and the firewalls in between.'],
  [/CERT|SIGNATURE/, CERTIFICATE],
  [/does not support SSL/, 'Remove sslmode from DATABASE_URL, or turn TLS on at the server.'],
  [/terminated/, 'Check that a PostgreSQL server listens there.'],
];
