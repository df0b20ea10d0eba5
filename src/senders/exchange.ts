import { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { type TLSSocket } from 'node:tls';
import { type HttpAnswer } from '../core/answer.ts';

/** What is read of an answer's body, in bytes. */
const MOST_READ = 4_096;

/**
 * One POST on this connection, which is of no use afterwards. No redirect is followed and nothing is decompressed. Once
 * the status is there, the answer counts, however its body ends; before that, rejects.
 */
export const exchange = (
  socket: TLSSocket,
  url: URL,
  headers: OutgoingHttpHeaders,
  body: Buffer,
  signal: AbortSignal,
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const post = request(url, { method: 'POST', headers, createConnection: () => socket, signal });
    const end = ({ statusCode = 0, headers: answered }: IncomingMessage, text: string): void => {
      const { location, 'retry-after': retryAfter } = answered;
      resolve({
        kind: 'answer',
        status: statusCode,
        headers: { location, 'retry-after': retryAfter },
        text,
      });
    };
    post.on('error', reject);
    post.once('response', (response) => {
      post.off('error', reject).on('error', () => undefined);
      void textOf(response).then((text) => end(response, text));
    });
    // Nobody asked for another protocol; without this, Node drops the connection and tells nobody.
    post.once('upgrade', (response) => end(response, ''));
    post.end(body);
  });

const textOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MOST_READ) break;
    }
  } catch {
    // Cut off in the middle: what came of it is shown.
  }
  return Buffer.concat(chunks).subarray(0, MOST_READ).toString();
};
