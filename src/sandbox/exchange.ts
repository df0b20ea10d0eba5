/** One request and its answer, as they went over the wire. */
export interface Exchange {
  /** Milliseconds since the epoch, by the sandbox's clock, when the request had been read. */
  readonly at: number;
  readonly method: string;
  /** As in GitHub's reference, still percent-encoded: `/repos/acme/docs/dispatches`, without `/api/v3` and the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. Of `authorization` only the scheme is kept: records end up in test logs. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, the text when it is not, undefined when there was none. */
  readonly requestBody: unknown;
  /** 0 when the connection was cut before an answer was sent. */
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

const CAPACITY = 10_000;

export interface ExchangeLog {
  readonly all: readonly Exchange[];
  readonly add: (exchange: Exchange) => void;
}

/** Keeps the last 10,000. */
export const createExchangeLog = (onExchange?: (exchange: Exchange) => void): ExchangeLog => {
  const all: Exchange[] = [];
  return {
    all,
    add: (exchange) => {
      all.push(exchange);
      // In one go now and then: shifting at each request would cost a benchmark more than the request itself.
      if (all.length >= CAPACITY * 2) all.splice(0, all.length - CAPACITY);
      onExchange?.(exchange);
    },
  };
};
