import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { audit, type Audit } from './audit.ts';
import { fates, makeUnreliable, owners, prepareWorld, redeliverFailed, pushSome } from './crash-world.ts';
import { Fleet } from './fleet.ts';
import { seeded } from './seeded.ts';
import { Stage } from './stage.ts';
import { until } from './until.ts';

export interface CrashOptions {
  readonly seed: number;
  readonly kills: number;
  /** How many processes share the database. */
  readonly processes: number;
  /** A database of its own; the stage's file when left out. */
  readonly databaseUrl?: string;
  /** Called before some of the kills, at even distances: restarts what they all depend on. */
  readonly disturb?: () => Promise<void>;
}

/** How often `disturb` is called. */
const DISTURBANCES = 3;

/** Tries enough that none is given up, and soon enough that nobody waits. */
const RETRY_SCHEDULE = Array.from({ length: 20 }, (_, index) => `${Math.min(100 * (index + 1), 1_000)}ms`);

/** How long a kill waits for something to be sent, in milliseconds. */
const PATIENCE = 1_500;

/** How long a process lives, in milliseconds: mostly no longer than it takes to begin, at times long enough to get far. */
const lifetime = (random: () => number): number => 1_200 * random() ** 3;

/** One story, whatever the database: load, faults, kills; then rest, a good end, and the count. */
export class CrashJourney {
  readonly #options: CrashOptions;
  readonly #random: () => number;
  readonly stage: Stage;
  #fleet: Fleet | undefined;

  private constructor(options: CrashOptions, stage: Stage) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.stage = stage;
  }

  static async prepare(options: CrashOptions): Promise<CrashJourney> {
    const stage = await Stage.empty({
      owners,
      prepare: prepareWorld,
      // What fifty starts a minute ask in the App's own name is not the matter here; every other limit is GitHub's.
      sandbox: { random: seeded(options.seed + 1), limits: { appPointsPerMinute: 100_000 } },
    });
    return new CrashJourney(options, stage);
  }

  /** What anybody could read afterwards, beside the database: all that the processes said. */
  get output(): string {
    return this.#fleet?.output ?? '';
  }

  /** Resolves when every process ended with 0. */
  async run(): Promise<Audit> {
    const { sandbox } = this.stage;
    const { kills, processes, disturb } = this.#options;
    const fleet = await Fleet.start(processes, this.#env());
    this.#fleet = fleet;
    sandbox.setWebhook(this.stage.app, fleet.webhookUrl);
    await until(() => expect(fleet.output).toContain('configuration is up to date with GitHub'));

    const { nextSend, mend } = makeUnreliable(sandbox, this.#random);
    const pushes: Promise<void>[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      if (kill === Math.floor(kills / 5)) mend();
      const life = lifetime(this.#random);
      // Some come too late for it.
      pushes.push(pushSome(sandbox, this.#random, life * 1.3));
      await delay(life);
      // Some are killed while a hub is being told; not all, or the first of a queue would use up its retries.
      if (kill % 3 === 0) {
        await Promise.race([nextSend(), delay(PATIENCE)]);
        await delay(this.#random() * 60);
      }
      if (disturb && kill % Math.ceil(kills / DISTURBANCES) === 5) await disturb();
      await fleet.crash(Math.floor(this.#random() * fleet.size));
    }
    await Promise.all(pushes);
    sandbox.faults.clear();
    await redeliverFailed(sandbox);

    const store = await openStore(this.#databaseUrl);
    try {
      await settled(store);
      expect(await fleet.stop()).toEqual(Array.from({ length: processes }, () => 0));
      return await audit(store, sandbox, fates);
    } finally {
      await store.close();
    }
  }

  async close(): Promise<void> {
    await this.#fleet?.close();
    await this.stage.close();
  }

  get #databaseUrl(): string {
    return this.#options.databaseUrl ?? this.stage.env().DATABASE_URL!;
  }

  #env(): Record<string, string> {
    return this.stage.env({
      DATABASE_URL: this.#databaseUrl,
      LOG_LEVEL: 'info',
      RETRY_SCHEDULE: RETRY_SCHEDULE.join(),
      // Each start reads every file again, which GitHub counts too: 130 × 5 points leave 250 a minute for that.
      LANE_BURST: '30',
      LANE_PER_MINUTE: '100',
    });
  }
}

const settled = (store: Store): Promise<void> =>
  vi.waitFor(
    async () => {
      expect(await store.events.list({ state: 'recorded', limit: 1 })).toEqual([]);
      for (const state of ['pending', 'sending', 'waiting'] as const) {
        expect(await store.notifications.list({ state, limit: 1 })).toEqual([]);
      }
    },
    // Rarer than `until`: on a small machine, looking takes from those that work.
    { timeout: 120_000, interval: 250 },
  );
