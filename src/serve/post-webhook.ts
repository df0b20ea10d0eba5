import { request } from 'node:http';
import { type ChannelWebhook } from './channel-message.ts';

/** `status` is 0 where there was none; `text` then says why. */
export interface ServerAnswer {
  readonly status: number;
  readonly text: string;
}

/** Octokit answers 202 after 9 s at the latest. */
const TIME_OUT = 30_000;
/** Characters of an answer that are of interest. */
const MOST_TEXT = 500;

/**
 * Hands a webhook to our own server, in this process or in another one of this machine. By `node:http`, since smee-client's
 * way would go through HTTP_PROXY also to localhost.
 */
export const postWebhook = (
  url: string,
  { headers, body }: Pick<ChannelWebhook, 'headers' | 'body'>,
  closing: AbortSignal,
): Promise<ServerAnswer> =>
  new Promise((resolve) => {
    const bytes = Buffer.from(body);
    const signal = AbortSignal.any([closing, AbortSignal.timeout(TIME_OUT)]);
    const fail = (error: Error): void =>
      resolve({ status: 0, text: (error as NodeJS.ErrnoException).code ?? error.message });
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': bytes.length },
      // A kept connection to a server that has been started anew is a dead one.
      agent: false,
      signal,
    };
    request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text = (text + chunk).slice(0, MOST_TEXT)));
      response.on('error', fail);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: text.trim() }));
    })
      .on('error', fail)
      .end(bytes);
  });
