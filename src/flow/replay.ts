import { REPLAYABLE, type State } from '../core/lifecycle.ts';
import { type Actor } from './audit-ports.ts';
import {
  type HubCount,
  type Notification,
  type Notifications,
  type ReplayFilter,
} from './notification-ports.ts';
import { type Clock, type Log } from './ports.ts';

export interface ReplayOptions {
  readonly store: {
    readonly notifications: Pick<Notifications, 'find' | 'replay' | 'replayable' | 'replayableByHub'>;
  };
  readonly clock: Pick<Clock, 'now'>;
  /** Who has them sent again. */
  readonly actor: Actor;
  readonly log?: Pick<Log, 'info'>;
}

/** What became of one that was asked for; `notification` is as it was before. */
export type ReplayedOne =
  | { readonly kind: 'replayed'; readonly notification: Notification }
  | { readonly kind: 'left-alone'; readonly notification: Notification; readonly why: string }
  | { readonly kind: 'unknown' };

/** How many would be replayed, in all and for each hub, most first. */
export interface ReplayPreview {
  readonly count: number;
  readonly hubs: readonly HubCount[];
}

export interface Replay {
  /** With `dryRun` it says what would become of it, and moves nothing. */
  one(id: string, how?: { readonly dryRun: boolean }): Promise<ReplayedOne>;
  /** Returns how many it moved; `onMoved` is told how many so far. A filter that names no state means those that are dead. */
  all(filter: ReplayFilter, onMoved?: (count: number) => void): Promise<number>;
  preview(filter: ReplayFilter): Promise<ReplayPreview>;
}

/** So many are moved in one transaction: claims come between. */
export const REPLAY_BATCH = 200;

/** Sends again what was sent, or given up, before: the same notifications, under their ids. Only marks them as due. */
export const createReplay = ({ store: { notifications }, clock, actor, log }: ReplayOptions): Replay => {
  const batches = async function* (filter: ReplayFilter): AsyncGenerator<readonly string[]> {
    let after: string | undefined;
    for (;;) {
      const ids = await notifications.replayable(
        { ...filter, state: filter.state ?? 'dead' },
        REPLAY_BATCH,
        after,
      );
      if (ids.length > 0) yield ids;
      // A short batch ends it. Asking until there is none could go on for ever: what was replayed may die meanwhile.
      if (ids.length < REPLAY_BATCH) return;
      after = ids.at(-1);
    }
  };

  const moved = (count: number): void => log?.info({ replayed: count }, 'notifications are to be sent again');

  return {
    one: async (id, { dryRun } = { dryRun: false }) => {
      const notification = await notifications.find(id);
      if (!notification) return { kind: 'unknown' };
      if (!REPLAYABLE.includes(notification.state)) {
        return { kind: 'left-alone', notification, why: whyNot(notification) };
      }
      if (dryRun) return { kind: 'replayed', notification };
      const ids = await notifications.replay([id], clock.now(), actor);
      if (ids.length > 0) {
        moved(1);
        return { kind: 'replayed', notification };
      }
      // It moved on between the two, because another process sent it or expired it.
      const now = await notifications.find(id);
      return now ? { kind: 'left-alone', notification: now, why: whyNot(now) } : { kind: 'unknown' };
    },
    all: async (filter, onMoved) => {
      let count = 0;
      for await (const ids of batches(filter)) {
        count += (await notifications.replay(ids, clock.now(), actor)).length;
        onMoved?.(count);
      }
      if (count > 0) moved(count);
      return count;
    },
    preview: async (filter) => {
      const hubs = await notifications.replayableByHub({ ...filter, state: filter.state ?? 'dead' });
      return { count: hubs.reduce((sum, { count }) => sum + count, 0), hubs };
    },
  };
};

const WHY_NOT: Readonly<Partial<Record<State, string>>> = {
  pending: 'It is yet to be sent, and will be without a replay.',
  sending: 'It is being sent just now.',
  refused: 'It was refused, and what is refused is never sent.',
  merged: 'A newer notification of its burst took its place: replay that one.',
};

const whyNot = ({ state, reason }: Notification): string => {
  const why = WHY_NOT[state] ?? 'It changed at that very moment: try again.';
  return reason === undefined ? why : `${why} (${reason})`;
};
