import { type Answer } from '../../../src/core/answer.ts';
import { type Client } from '../../../src/github/client.ts';
import { createRateLimiter, GITHUB_LIMITS, type RateLimiter } from '../../../src/sandbox/rate-limit.ts';
import { createRandom, logNormal } from './random.ts';
import { type Timeline } from './timeline.ts';

const HOUR = 3_600_000;

/** Times in milliseconds since 1970. */
export interface Trouble {
  /** Every request is answered 502. */
  readonly outage?: { readonly from: number; readonly to: number };
  /** A hub, by its repository's id, and what it answers. */
  readonly hub?: { readonly id: number; readonly status: 403 | 404 };
}

export interface GithubOptions {
  readonly timeline: Timeline;
  readonly seed: number;
  readonly repositoriesOf: (lane: number) => number;
  readonly trouble: Trouble;
  /** Whether GitHub counts what the App asks in its own name (tokens) as it counts an installation's requests. */
  readonly countsTokens: boolean;
}

/** `dispatches` and `tokens` count what was answered well; `refusals` what was refused for a limit, of each kind. */
export interface Served {
  dispatches: number;
  tokens: number;
  readonly tokensAMinute: Map<number, number>;
  readonly refusals: { installation: number; app: number };
  /** The most of an installation's 900 points a minute, and of its hour, that any used; shares. */
  most: { minute: number; hour: number };
}

/** GitHub as its documents describe it, with its limits for each installation; what it takes is drawn by chance. */
export const createSimulatedGithub = (options: GithubOptions) => {
  const { timeline, trouble } = options;
  const random = createRandom(options.seed, 4);
  const limiters = new Map<number, RateLimiter>();
  const served: Served = {
    dispatches: 0,
    tokens: 0,
    tokensAMinute: new Map(),
    refusals: { installation: 0, app: 0 },
    most: { minute: 0, hour: 0 },
  };
  const app = createRateLimiter({ ...GITHUB_LIMITS, perHour: Infinity }, () => timeline.now);
  const points = new Map<string, number>();

  const limiterOf = (perHour: number): RateLimiter => {
    const known =
      limiters.get(perHour) ?? createRateLimiter({ ...GITHUB_LIMITS, perHour }, () => timeline.now);
    limiters.set(perHour, known);
    return known;
  };

  const isOut = (): boolean => {
    const { outage } = trouble;
    return outage !== undefined && timeline.now >= outage.from && timeline.now < outage.to;
  };

  const watch = (lane: number, window: { used: number; limit: number }): void => {
    const minute = Math.floor(timeline.now / 60_000);
    const key = `${lane} ${minute}`;
    if (points.size > 50_000) points.clear();
    const spent = (points.get(key) ?? 0) + 5;
    points.set(key, spent);
    served.most.minute = Math.max(served.most.minute, spent / GITHUB_LIMITS.pointsPerMinute);
    served.most.hour = Math.max(served.most.hour, window.used / window.limit);
  };

  const latency = (): Promise<void> => timeline.sleep(Math.min(9_000, logNormal(random, 180, 0.5)));

  const request = async (
    _: string,
    { installation_id: lane }: { readonly installation_id: number },
  ): Promise<object> => {
    const admission = app.admit('app 1', { method: 'POST', resource: 'core', createsContent: false });
    await latency();
    admission.release();
    if (isOut()) throw errorWith(502, {});
    if (options.countsTokens && admission.refusedBy !== undefined) {
      served.refusals.app += 1;
      throw errorWith(403, { 'retry-after': '60' });
    }
    served.tokens += 1;
    const minute = Math.floor(timeline.now / 60_000);
    served.tokensAMinute.set(minute, (served.tokensAMinute.get(minute) ?? 0) + 1);
    return { data: { token: `token of ${lane}`, expires_at: new Date(timeline.now + HOUR).toISOString() } };
  };

  return {
    served,
    /** As Probot's: the real tokens are asked for by it. */
    authenticate: () => Promise.resolve({ request } as unknown as Client),
    dispatch: async (lane: number, hubId: number): Promise<Answer> => {
      // 50 more an hour for each repository beyond 20, up to 12,500.
      const perHour = Math.min(12_500, 5_000 + 50 * Math.max(0, options.repositoriesOf(lane) - 20));
      const limiter = limiterOf(perHour);
      const { window, refusedBy, release } = limiter.admit(`installation ${lane}`, {
        method: 'POST',
        resource: 'core',
        createsContent: false,
      });
      const headers = {
        'x-ratelimit-limit': String(window.limit),
        'x-ratelimit-remaining': String(Math.max(0, window.limit - window.used)),
        'x-ratelimit-reset': String(Math.ceil(window.resetAt / 1_000)),
        'x-ratelimit-resource': 'core',
      };
      await latency();
      release();
      if (isOut()) return answer(502);
      if (refusedBy !== undefined) {
        served.refusals.installation += 1;
        return answer(403, { ...headers, ...(refusedBy !== 'primary' && { 'retry-after': '60' }) });
      }
      watch(lane, window);
      if (trouble.hub?.id === hubId) return answer(trouble.hub.status, headers);
      served.dispatches += 1;
      return answer(204, headers);
    },
  };
};

export type SimulatedGithub = ReturnType<typeof createSimulatedGithub>;

const TEXTS: Readonly<Record<number, string>> = {
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  502: 'Server Error',
};

const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  kind: 'answer',
  status,
  headers,
  text: TEXTS[status] ?? '',
});

/** As Octokit throws it. */
const errorWith = (status: number, headers: Readonly<Record<string, string>>): Error =>
  Object.assign(new Error(TEXTS[status]), {
    response: { status, headers, data: { message: TEXTS[status] } },
  });
