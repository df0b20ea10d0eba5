import { createHmac, randomUUID } from 'node:crypto';
import { isSaid } from './said.ts';
import { SECRET } from './stage.ts';

export interface Signed {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** A webhook as GitHub would send it; any header can be changed, or left out with `undefined`. */
export const sign = (
  name: string,
  body: string,
  changes: Record<string, string | undefined> = {},
): Signed => {
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': name,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    ...changes,
  };
  return {
    body,
    headers: Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
};

export const post = async (url: string, signed: Signed): Promise<Response> => {
  const response = await fetch(url, { method: 'POST', ...signed });
  const text = await response.clone().text();
  isSaid('the answer to a webhook', () => text);
  return response;
};
