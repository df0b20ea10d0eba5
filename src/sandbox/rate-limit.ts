/**
 * GitHub's limits; every one can be set, so that a test meets them soon.
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export interface Limits {
  /** Requests an hour for each installation and for each App. */
  readonly perHour: number;
  /** The same for queries of GraphQL, of which each costs 1 here: none asks for lists within lists. */
  readonly graphqlPerHour: number;
  /** Of either kind. */
  readonly concurrent: number;
  /** A GET costs 1, everything else 5. */
  readonly pointsPerMinute: number;
  /** The same for what an App asks in its own name, with a JWT. */
  readonly appPointsPerMinute: number;
  /** A query costs 1. */
  readonly graphqlPointsPerMinute: number;
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
  /** Whether a dispatch counts as creating content. GitHub does not say that it does. */
  readonly dispatchesCreateContent: boolean;
  /** Seconds told in `retry-after` of a secondary refusal. */
  readonly retryAfter: number;
}

export const GITHUB_LIMITS: Limits = {
  perHour: 5_000,
  graphqlPerHour: 5_000,
  concurrent: 100,
  pointsPerMinute: 900,
  appPointsPerMinute: 900,
  graphqlPointsPerMinute: 2_000,
  contentPerMinute: 80,
  contentPerHour: 500,
  dispatchesCreateContent: false,
  retryAfter: 60,
};

/** What GitHub counts apart. */
export type Resource = 'core' | 'graphql';

export type LimitName = 'primary' | 'concurrent' | 'points' | 'content-minute' | 'content-hour';

/** The hour that a client is in. */
export interface Window {
  limit: number;
  used: number;
  /** Milliseconds since the epoch. */
  resetAt: number;
}

export interface Admission {
  readonly window: Window;
  /** Undefined when the request may go on; then `release` must be called once it is answered. */
  readonly refusedBy: LimitName | undefined;
  readonly release: () => void;
  /** Takes it back from the hour's count: a 304 is free. */
  readonly refund: () => void;
}

interface Usage {
  readonly window: Window;
  readonly points: Sliding;
}

interface Client {
  readonly usage: Readonly<Record<Resource, Usage>>;
  inFlight: number;
  readonly content: Sliding;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** What was spent, by tenths of a second, so that a long benchmark does not keep each request. */
type Sliding = Map<number, number>;

const SLOT = 100;

const spend = (sliding: Sliding, now: number, amount: number, keep: number): void => {
  const slot = Math.floor(now / SLOT);
  sliding.set(slot, (sliding.get(slot) ?? 0) + amount);
  for (const known of sliding.keys()) {
    if ((known + 1) * SLOT > now - keep) break;
    sliding.delete(known);
  }
};

const spent = (sliding: Sliding, now: number, span: number): number => {
  let sum = 0;
  // A slot counts until all of it has passed: the window is never shorter than `span`.
  for (const [slot, amount] of sliding) if ((slot + 1) * SLOT > now - span) sum += amount;
  return sum;
};

export interface RateLimiter {
  readonly admit: (
    key: string,
    request: { readonly method: string; readonly resource: Resource; readonly createsContent: boolean },
  ) => Admission;
  readonly window: (key: string, resource?: Resource) => Window;
}

export const createRateLimiter = (limits: Limits, now: () => number): RateLimiter => {
  const clients = new Map<string, Client>();

  const client = (key: string): Client => {
    // GitHub gives callers that do not say who they are 60 an hour.
    const perHour = key === 'anonymous' ? 60 : limits.perHour;
    let known = clients.get(key);
    if (known === undefined) {
      const usage = (limit: number): Usage => ({
        window: { limit, used: 0, resetAt: now() + HOUR },
        points: new Map(),
      });
      known = {
        usage: { core: usage(perHour), graphql: usage(limits.graphqlPerHour) },
        inFlight: 0,
        content: new Map(),
      };
      clients.set(key, known);
    }
    for (const { window } of Object.values(known.usage)) {
      if (now() < window.resetAt) continue;
      window.used = 0;
      window.resetAt = now() + HOUR;
    }
    return known;
  };

  const pointsOf = (key: string, resource: Resource): number => {
    if (resource === 'graphql') return limits.graphqlPointsPerMinute;
    return key.startsWith('app ') ? limits.appPointsPerMinute : limits.pointsPerMinute;
  };

  const refusal = (
    known: Client,
    { window, points: paid }: Usage,
    cost: number,
    points: number,
    createsContent: boolean,
  ): LimitName | undefined => {
    if (window.used >= window.limit) return 'primary';
    if (known.inFlight >= limits.concurrent) return 'concurrent';
    if (spent(paid, now(), MINUTE) + cost > points) return 'points';
    if (!createsContent) return undefined;
    if (spent(known.content, now(), MINUTE) >= limits.contentPerMinute) return 'content-minute';
    return spent(known.content, now(), HOUR) >= limits.contentPerHour ? 'content-hour' : undefined;
  };

  return {
    window: (key, resource = 'core') => client(key).usage[resource].window,
    admit: (key, { method, resource, createsContent }) => {
      const known = client(key);
      const isRead = resource === 'graphql' || ['GET', 'HEAD', 'OPTIONS'].includes(method);
      const cost = isRead ? 1 : 5;
      const usage = known.usage[resource];
      const refusedBy = refusal(known, usage, cost, pointsOf(key, resource), createsContent);
      const { window } = usage;
      if (refusedBy !== undefined)
        return { window, refusedBy, release: () => undefined, refund: () => undefined };
      window.used += 1;
      known.inFlight += 1;
      spend(usage.points, now(), cost, MINUTE);
      if (createsContent) spend(known.content, now(), 1, HOUR);
      return {
        window,
        refusedBy,
        release: () => void (known.inFlight -= 1),
        refund: () => void (window.used -= 1),
      };
    },
  };
};
