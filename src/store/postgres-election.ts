import { type Candidate } from '../flow/ports.ts';
import { keepSession } from './postgres-session.ts';
import { type PostgresTarget } from './postgres-target.ts';

/** "hubr": the number of our lock among those that programs agree on within one database; the schema is its second half. */
const LEADER_LOCK = 0x68_75_62_72;
/**
 * Asking each second and not waiting inside the server: a question without an answer shows that the server is gone, and
 * a wait does not. A leader knows within 4 s that it is cut off, long before the server gives its lock away (30 s).
 */
const ASK_EVERY = 1_000;
const ASK_WITHIN = 3_000;

/** Stands until it is closed. Whoever has the lock leads; the server frees it with the session, however that ends. */
export const standForElection = (target: PostgresTarget, candidate: Candidate): (() => Promise<void>) => {
  let isLeading = false;
  const ask: Parameters<typeof keepSession>[1]['check'] = async (client) => {
    if (isLeading) {
      await client.query('select 1');
      return;
    }
    const text = `select pg_try_advisory_lock(${LEADER_LOCK}, hashtext(current_schema())) as won`;
    const { rows } = await client.query<{ won: boolean }>(text);
    if (rows[0]?.won !== true) return;
    isLeading = true;
    candidate.lead();
  };
  return keepSession(target, {
    begin: ask,
    check: ask,
    end: () => {
      if (isLeading) candidate.follow();
      isLeading = false;
    },
    every: ASK_EVERY,
    within: ASK_WITHIN,
  });
};
