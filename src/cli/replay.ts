import { printable, printableJson } from '../core/printable.ts';
import { isState, REPLAYABLE } from '../core/lifecycle.ts';
import { RelayError } from '../errors.ts';
import { type ReplayFilter } from '../flow/notification-ports.ts';
import { createReplay, type Replay, type ReplayOptions, type ReplayPreview } from '../flow/replay.ts';
import { type Environment } from '../settings.ts';
import { withStore } from './open-record.ts';
import { terminalActor } from './terminal-actor.ts';
import { counted } from '../core/counted.ts';
import { isYes, renderTable, type Terminal } from './terminal.ts';

interface How {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export interface ReplayCommandOptions extends Omit<ReplayFilter, 'state'>, How {
  readonly state?: string;
}

export const replayNotifications = (
  id: string | undefined,
  options: ReplayCommandOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => withStore(env, (store) => replayFrom(store, id, options, terminal));

/** Only marks them as due: the running Hub Relay sends them. 0, or 1 where who was asked said no, or it can't be done. */
export const replayFrom = async (
  store: ReplayOptions['store'],
  id: string | undefined,
  { dryRun = false, yes = false, json = false, state, ...rest }: ReplayCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const replay = createReplay({ store, clock: { now: Date.now }, actor: terminalActor() });
  const how = { dryRun, yes, json };
  const isFiltered = state !== undefined || Object.keys(rest).length > 0;
  if ((id !== undefined) === isFiltered) {
    terminal.err('Say which: the id of one notification, or a filter; all that are dead: --state dead.');
    return 1;
  }
  if (id !== undefined) return replayOne(replay, id, how, terminal);
  if (state === undefined) return replayMany(replay, rest, how, terminal);
  if (isState(state) && REPLAYABLE.includes(state)) {
    return replayMany(replay, { ...rest, state }, how, terminal);
  }
  terminal.err(`Nothing that is "${state}" can be replayed; use ${REPLAYABLE.join(', ')}.`);
  return 1;
};

const replayOne = async (
  replay: Replay,
  id: string,
  { dryRun = false, json = false }: How,
  terminal: Terminal,
): Promise<number> => {
  const found = await replay.one(id, { dryRun });
  if (found.kind === 'unknown') throw new RelayError('not-found', `No notification "${id}".`);
  const { hub, state } = found.notification;
  if (found.kind === 'left-alone') {
    throw new RelayError('not-replayable', `It is ${state}. ${printable(found.why)}`);
  }
  if (dryRun) showPreview({ count: 1, hubs: [{ hub, count: 1 }] }, json, terminal);
  else showDone(1, json, terminal);
  return 0;
};

const replayMany = async (
  replay: Replay,
  filter: ReplayFilter,
  { dryRun = false, yes = false, json = false }: How,
  terminal: Terminal,
): Promise<number> => {
  if (dryRun) {
    showPreview(await replay.preview(filter), json, terminal);
    return 0;
  }
  if (!yes && terminal.ask) {
    const preview = await replay.preview(filter);
    if (preview.count > 1 && !isYes(await terminal.ask(questionOf(preview)))) {
      terminal.err('Nothing was changed.');
      return 1;
    }
  }
  const moved = await replay.all(filter, (count) => terminal.progress?.(counted(count, 'notification')));
  terminal.progress?.('');
  showDone(moved, json, terminal);
  return 0;
};

const questionOf = ({ count, hubs }: ReplayPreview): string =>
  `Send ${counted(count, 'notification')} to ${targetOf(hubs)} again? [y/N]`;

const targetOf = (hubs: ReplayPreview['hubs']): string =>
  hubs.length === 1 ? printable(hubs[0]?.hub ?? '') : counted(hubs.length, 'hub');

const NONE = 'No notifications on record that match and can be replayed.';

const showPreview = ({ count, hubs }: ReplayPreview, json: boolean, terminal: Terminal): void => {
  if (json) terminal.out(printableJson({ count, hubs }));
  else if (count === 0) terminal.out(NONE);
  else {
    const rows = hubs.map((one) => [one.hub, one.count]);
    terminal.out(renderTable(['HUB', 'NOTIFICATIONS'], rows, terminal.width));
    terminal.out(`\nWould send ${counted(count, 'notification')} to ${targetOf(hubs)} again.`);
  }
};

const showDone = (replayed: number, json: boolean, terminal: Terminal): void => {
  if (json) terminal.out(printableJson({ replayed }));
  else if (replayed === 0) terminal.out(NONE);
  else {
    const [are, them] = replayed === 1 ? ['is', 'it'] : ['are', 'them'];
    terminal.out(
      `${counted(replayed, 'notification')} ${are} due again; the running Hub Relay sends ${them}.`,
    );
  }
};
