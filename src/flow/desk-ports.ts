import { type State } from '../core/lifecycle.ts';
import { type HubRun } from '../core/reported.ts';
import { type Notification } from './notification-ports.ts';
import { type ListedEvent } from './ports.ts';

/** What the operator's pages, the command line and the metrics ask the record. Times are milliseconds since 1970. */

/** The ids of the repositories that somebody can read. A notification is theirs where its spoke and its hub are among them. */
export type Sight = ReadonlySet<number>;

/** All conditions hold at once. Names are compared as GitHub does, without regard to case. */
export interface DeskFilter {
  /** Any of them; every state where it is left out or empty. */
  readonly states?: readonly State[];
  readonly spoke?: string;
  readonly hub?: string;
  /** Either of the two. */
  readonly repository?: string;
  /** The name of the GitHub event: `push`. */
  readonly event?: string;
  readonly eventType?: string;
  /** Somewhere in its ids, names, ref, sha, route or reason; every word of it, without regard to case. */
  readonly text?: string;
  /** Of its creation: `since` inclusive, `until` exclusive. */
  readonly since?: number;
  readonly until?: number;
}

/** The place of a notification in a list, newest first. */
export interface Cursor {
  readonly createdAt: number;
  readonly id: string;
}

/** As a list tells of it: what it says and why are in the notification itself. */
export type ListedNotification = Omit<Notification, 'verdict' | 'payload' | 'chain' | 'coalesced'> & {
  /** Of its event: `push`, and what happened to it: `published`. */
  readonly event: string;
  readonly action?: string;
};

/**
 * One page. With `next` there may be more, older than that. `isCut`: the page is not full, but as many rows were looked at
 * as one search may; ask again from `next`.
 */
export interface FoundNotifications {
  readonly notifications: readonly ListedNotification[];
  readonly next?: Cursor;
  readonly isCut: boolean;
}

/** A spoke and a hub, and how what went between them ended since a time. `hub` is a title where it is an endpoint. */
export interface Pair {
  readonly spokeId: number;
  readonly spoke: string;
  readonly hubId: number;
  readonly hub: string;
  readonly delivered: number;
  readonly dead: number;
  readonly refused: number;
}

/**
 * What ended in an hour, which began `at`. `speeds[n]` counts those delivered that took from 2^n to 2^(n+1) ms from being
 * planned to being delivered, the first those under 2 ms.
 */
export interface TrafficHour {
  readonly at: number;
  readonly delivered: number;
  readonly dead: number;
  readonly refused: number;
  readonly merged: number;
  readonly speeds: readonly number[];
}

/** A lane for which something waits, or that is held. `waiting` counts what may not go yet or waits its turn. */
export interface LaneStatus {
  readonly lane: number;
  /** The owner; absent for an endpoint, and where the installation is gone. */
  readonly account?: string;
  /** 0, or in the past, where nothing holds it. */
  readonly heldUntil: number;
  readonly dueAt?: number;
  readonly strikes: number;
  readonly quotaLeft?: number;
  readonly quotaResetAt?: number;
  readonly waiting: number;
  readonly underWay: number;
}

/** What is yet to be done. `oldestAt` is when the oldest of them was recorded, or planned. */
export interface Backlog {
  readonly events: number;
  readonly oldestEventAt?: number;
  readonly pending: number;
  readonly waiting: number;
  readonly sending: number;
  readonly oldestNotificationAt?: number;
  readonly reports: number;
}

export interface Desk {
  /** Newest first. `sight` is left out for who may see everything. */
  search(
    filter: DeskFilter,
    page: { readonly before?: Cursor; readonly limit: number },
    sight?: Sight,
  ): Promise<FoundNotifications>;
  /** Without its body, which may be of 25 MB. */
  event(id: string): Promise<ListedEvent | undefined>;
  /** What its hub made of a notification, newest first. */
  runs(notificationId: string): Promise<readonly HubRun[]>;
  /** Those with the most traffic first, `limit` at most. */
  pairs(since: number, limit: number, sight?: Sight): Promise<readonly Pair[]>;
  /** The same, of those of which this repository is the spoke or the hub. */
  pairsOf(repositoryId: number, since: number, limit: number, sight?: Sight): Promise<readonly Pair[]>;
  /** Every hour since then in which something ended, oldest first. */
  traffic(since: number, sight?: Sight): Promise<readonly TrafficHour[]>;
  /** Held ones first, then those with the most that waits. */
  lanes(now: number): Promise<readonly LaneStatus[]>;
  backlog(): Promise<Backlog>;
}
