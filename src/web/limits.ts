/** Bytes of bodies in memory at once. The first `each` of every body are taken from `small`, the rest from `large`. */
export interface BodyRoom {
  readonly each: number;
  readonly small: number;
  readonly large: number;
}

/** Times in milliseconds. */
export interface Limits {
  /** From the connection to the end of the first request's headers. */
  readonly headers: number;
  /** From the end of the headers to the end of the body. */
  readonly body: number;
  /** How long a connection is kept for a next request. */
  readonly keepAlive: number;
  /** How long a connection may be silent in the middle of something. */
  readonly silence: number;
  readonly connections: number;
  readonly room: BodyRoom;
}

const KB = 1024;
const MB = 1024 * KB;

/** "Payloads are capped at 25 MB." https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
export const MOST_BYTES = 25 * MB;

/** GitHub sends about fifteen, a proxy adds a few. Some versions of Node drop what is over their limit without a word. */
export const MOST_HEADERS = 100;

/**
 * For a machine of 512 MB. GitHub gives up after 10 s, so nothing is worth waiting for longer. The usual proxies keep
 * their connections for 60 s; one that we closed first would cost a delivery. 64 KB hold GitHub's usual bodies (10 to
 * 50 KB) whole, and 500 connections times 64 KB are the 32 MB that only small bodies get; the 64 MB beside them hold two
 * of the largest bodies there are. A body may be in memory twice for a moment (its bytes and its text), one at a time.
 */
export const LIMITS: Limits = {
  headers: 10_000,
  body: 10_000,
  keepAlive: 65_000,
  silence: 30_000,
  connections: 500,
  room: { each: 64 * KB, small: 32 * MB, large: 64 * MB },
};
