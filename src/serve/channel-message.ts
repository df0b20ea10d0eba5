/** A webhook as a channel hands it on. */
export interface ChannelWebhook {
  /** "push"; '' where whoever posted it gave none. */
  readonly event: string;
  /** The GUID of the delivery; '' where there is none. */
  readonly delivery: string;
  /** Those that GitHub sends with a webhook, and no others. */
  readonly headers: Readonly<Record<string, string>>;
  /** The channel has parsed what GitHub sent; this is JSON.stringify of that. */
  readonly body: string;
  /** How many bytes the channel was sent, where it says so. */
  readonly sentBytes?: number;
}

/** What else stands there is of the channel's own connection, or a stranger's: `host`, `connection`, `x-forwarded-for`. */
const OF_GITHUB = /^(x-github-[a-z-]+|x-hub-signature(-256)?|user-agent)$/;

/**
 * Reads one message of a channel of smee.io's kind: `{ body, query, timestamp, <header>: <value> … }`. `undefined` where
 * it is none: anybody who knows the channel can post to it, and its page even sends whole messages ("redeliver").
 * https://github.com/probot/smee.io/blob/main/lib/server.js
 */
export const readChannelMessage = (data: string): ChannelWebhook | undefined => {
  const message = parsed(data);
  if (!isRecord(message) || !isRecord(message.body)) return undefined;
  const texts = Object.entries(message).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const headers = Object.fromEntries(
    texts.filter(([name, value]) => OF_GITHUB.test(name) && IS_HEADER.test(value)),
  );
  const sentBytes = Number(message['content-length']);
  return {
    event: headers['x-github-event'] ?? '',
    delivery: headers['x-github-delivery'] ?? '',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(message.body),
    ...(Number.isInteger(sentBytes) && sentBytes > 0 && { sentBytes }),
  };
};

/** Printable ASCII: with anything else Node throws where the request is made. */
const IS_HEADER = /^[\x20-\x7e]*$/;

const parsed = (data: string): unknown => {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
