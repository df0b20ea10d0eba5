import { createFunctionLog } from './function-log.ts';
import { type Sent, sendOnce } from './send-once.ts';

/** What Lambda tells of the time that is left to the function, in milliseconds. */
export interface RunContext {
  readonly getRemainingTimeInMillis?: () => number;
}

/** So much is left for what is in flight to end, and for the database to be closed. Milliseconds. */
const RESERVE = 12_000;
/** Where the platform does not say how long it may take. */
const USUAL = 50_000;

/** A function for a timer: one pass of `hub-relay send` in the time that it has. Its settings are the environment's. */
export const createSendHandler =
  () =>
  async (_event: unknown, context?: RunContext): Promise<Sent> => {
    const left = context?.getRemainingTimeInMillis?.();
    const limit = left === undefined ? USUAL : Math.max(left - RESERVE, 0);
    return sendOnce({ env: process.env, log: await createFunctionLog(), limit });
  };
