import { setTimeout as delay } from 'node:timers/promises';
import { SmeeClient } from 'smee-client';

export const CHANNEL_SERVER = 'https://smee.io';

const TIME_OUT = 5_000;

/**
 * Asks smee.io, or another server of its kind, for a new channel, and gives its URL. Goes through HTTPS_PROXY where that
 * is set (and NO_PROXY does not name the server). Rejects where there is no network, within 5 s.
 */
export const makeChannel = async (server: string): Promise<string> => {
  const waited = new AbortController();
  const late = delay(TIME_OUT, undefined, { signal: waited.signal }).then(() => {
    throw new Error(`no answer within ${TIME_OUT / 1000} s`);
  });
  try {
    return await Promise.race([
      SmeeClient.createChannel({ newChannelUrl: new URL('/new', server).href }),
      late,
    ]);
  } catch (error) {
    // What `fetch` itself says is that it failed.
    const { cause } = error as Error;
    throw cause instanceof Error ? cause : error;
  } finally {
    waited.abort();
  }
};
