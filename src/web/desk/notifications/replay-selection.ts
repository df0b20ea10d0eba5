import { REPLAYABLE } from '../../../core/lifecycle.ts';
import { type Notification } from '../../../flow/notification-ports.ts';
import { type Replay } from '../../../flow/replay.ts';
import { type Notifications } from '../../../flow/notification-ports.ts';
import { mayReplay, maySeeNotification, type Viewer } from '../viewer.ts';
import { isId } from './filter.ts';

/** More than one page, even one that a script made longer; and their ids fit into an address. */
export const MOST_SELECTED = 100;

/** One that was asked for, as it is now. `why` it was, or would be, left alone. */
export interface Asked {
  readonly notification: Notification;
  readonly why?: string;
}

export interface Selection {
  readonly asked: readonly Asked[];
  /** How many are not on record, or not for this viewer to see: nobody is told which. */
  readonly unknown: number;
}

const NOT_THEIRS = 'You may replay only what comes from, or goes to, a repository to which you can write.';

export interface SelectionOptions {
  readonly find: Notifications['find'];
  readonly replay: Pick<Replay, 'one'>;
  readonly viewer: Viewer;
}

/** With `dryRun` it says what would become of each, and sends nothing. */
export const replaySelection = async (
  { find, replay, viewer }: SelectionOptions,
  ids: readonly string[],
  how: { readonly dryRun: boolean },
): Promise<Selection> => {
  const asked: Asked[] = [];
  let unknown = 0;
  for (const id of ids) {
    const notification = isId(id) ? await find(id) : undefined;
    if (!notification || !maySeeNotification(viewer, notification)) unknown += 1;
    else if (!mayReplay(viewer, notification)) asked.push({ notification, why: NOT_THEIRS });
    else {
      const done = await replay.one(id, how);
      if (done.kind === 'unknown') unknown += 1;
      else asked.push(done.kind === 'replayed' ? { notification } : { notification, why: done.why });
    }
  }
  return { asked, unknown };
};

/** What a filter names of states, and what of that is left alone. */
export const replayableOf = (states: readonly Notification['state'][] = []) => ({
  replayable:
    states.length === 0 ? (['dead'] as const) : states.filter((state) => REPLAYABLE.includes(state)),
  leftAlone: states.filter((state) => !REPLAYABLE.includes(state)),
});
