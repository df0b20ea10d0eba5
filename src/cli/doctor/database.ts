import { type BrokenHub } from '../../flow/notification-ports.ts';
import { type RouteIndex } from '../../core/route-index.ts';
import { RelayError } from '../../errors.ts';
import { type Environment } from '../../settings.ts';
import { indexOfStore } from '../index-of-store.ts';
import { withStore } from '../open-record.ts';
import { counted } from '../../core/counted.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn } = findingsOf('database');

/** More than anyone counts. */
const MOST_COUNTED = 1_000;

/** What is on record. `dead` counts to 1,000. */
export interface OnRecord {
  readonly index: RouteIndex;
  readonly broken: readonly BrokenHub[];
  readonly dead: number;
}

/** `undefined` where there is no database yet: looking makes none. Rejects where there is one that can't be opened. */
export const readRecord = async (env: Environment): Promise<OnRecord | undefined> => {
  try {
    return await withStore(env, async (store) => ({
      index: await indexOfStore(store),
      broken: await store.hubs.broken(),
      dead: (await store.notifications.list({ state: 'dead', limit: MOST_COUNTED })).length,
    }));
  } catch (error) {
    if (error instanceof RelayError && error.code === 'database-missing') return undefined;
    throw error;
  }
};

export const checkRecord = (record: OnRecord | undefined): readonly Finding[] => {
  if (!record) {
    return [warn('there is none yet', '`hub-relay start` makes it, at the place that DATABASE_URL names.')];
  }
  const { broken, dead, index } = record;
  const held = broken.reduce((sum, hub) => sum + hub.held, 0);
  return [
    ok(
      `can be opened; it knows ${index.size === 1 ? '1 repository' : `${index.size.toLocaleString('en-US')} repositories`}`,
    ),
    ...(broken.length === 0
      ? []
      : [
          warn(
            `${counted(broken.length, 'hub')} refused everything and ${broken.length === 1 ? 'is' : 'are'} not tried any more: ` +
              `${broken.map(({ hub }) => hub).join(', ')}; ${counted(held, 'notification')} held`,
            '`hub-relay hubs` says why; then `hub-relay hubs retry <owner/name>`.',
          ),
        ]),
    ...(dead === 0
      ? []
      : [
          warn(
            `${dead < MOST_COUNTED ? counted(dead, 'notification') : '1,000 notifications or more'} given up`,
            '`hub-relay notifications --state dead` lists them; `hub-relay notifications replay` sends them again.',
          ),
        ]),
  ];
};
