import { type IncomingMessage } from 'node:http';
import { type Share } from './body-budget.ts';
import { MOST_BYTES } from './limits.ts';

/** Why there is no body: over 25 MB, no memory left, not here in time, or the connection is gone. */
export type Unread = 'too-large' | 'no-room' | 'late' | 'gone';

/** Reads it to its end, or to the first reason not to; what is on its way then stays unread. `within` in milliseconds. */
export const readBody = (
  request: IncomingMessage,
  share: Pick<Share, 'take'>,
  within: number,
): Promise<Buffer | Unread> => {
  if (Number(request.headers['content-length']) > MOST_BYTES) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: Buffer | Unread): void => {
      clearTimeout(timer);
      request.off('data', take).pause();
      resolve(outcome);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > MOST_BYTES) settle('too-large');
      else if (!share.take(chunk.length)) settle('no-room');
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => settle('late'), within);
    request.on('data', take);
    request.on('end', () => {
      const [first] = chunks;
      settle(chunks.length === 1 && first ? first : Buffer.concat(chunks, size));
    });
    request.on('error', () => settle('gone'));
    request.on('close', () => settle('gone'));
  });
};
