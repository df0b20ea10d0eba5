import { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { type TLSSocket } from 'node:tls';
import { type HttpAnswer } from '../core/answer.ts';

/** What is read of an answer's body, in bytes. */
const MOST_READ = 4_096;

/**
 * One POST on this connection, which is closed after it. No redirect is followed and nothing is decompressed. Once the
 * status is there, the answer counts, however its body ends; before that, rejects.
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
    post.once('response', (response) => {
      void textOf(response).then((text) => {
        post.destroy();
        const { location, 'retry-after': retryAfter } = response.headers;
        resolve({
          kind: 'answer',
          status: response.statusCode ?? 0,
          headers: { location, 'retry-after': retryAfter },
          text,
        });
      });
    });
    post.on('error', reject);
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
