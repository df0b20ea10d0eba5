import { printable, printableJson } from '../core/printable.ts';
import { nameKey } from '../core/repository.ts';
import { errorOf, ERRORS, RelayError } from '../errors.ts';
import { type BrokenHub, type Hubs } from '../flow/notification-ports.ts';
import { type Environment } from '../settings.ts';
import { withStore } from './open-record.ts';
import { terminalActor } from './terminal-actor.ts';
import { counted } from '../core/counted.ts';
import { renderTable, renderTime, type Terminal } from './terminal.ts';

interface HubStore {
  readonly hubs: Pick<Hubs, 'broken' | 'mend'>;
}

export const listHubs = (
  options: { readonly json?: boolean },
  env: Environment,
  terminal: Terminal,
): Promise<number> => withStore(env, (store) => listHubsOf(store, options, terminal));

export const listHubsOf = async (
  store: HubStore,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> => {
  const hubs = await store.hubs.broken();
  if (json) for (const hub of hubs) terminal.out(printableJson(hub));
  else if (hubs.length === 0) terminal.out('No hub is broken.');
  else {
    const rows = hubs.map(({ hub, since, code, held, reason }) => [
      hub,
      renderTime(since),
      code,
      held,
      reason,
    ]);
    terminal.out(renderTable(['HUB', 'BROKEN SINCE', 'CODE', 'HELD', 'REASON'], rows, terminal.width));
    terminal.out('');
    for (const code of new Set(hubs.map((hub) => hub.code))) terminal.out(remedyOf(code));
    terminal.out(ERRORS['hub-broken'].remedy);
  }
  return 0;
};

const remedyOf = (code: string): string => {
  const known = errorOf(code);
  return known ? `${code}: ${known.text} ${known.remedy}` : printable(code);
};

export const retryHub = (name: string, env: Environment, terminal: Terminal): Promise<number> =>
  withStore(env, (store) => retryHubOf(store, name, terminal));

export const retryHubOf = async (store: HubStore, name: string, terminal: Terminal): Promise<number> => {
  const broken = (await store.hubs.broken()).find(({ hub }) => nameKey(hub) === nameKey(name));
  // Mended in between, by a delivery or by GitHub's word, it is no more to be found either.
  const mended = broken && (await store.hubs.mend({ hubIds: [broken.hubId] }, Date.now(), terminalActor()));
  if (!broken || mended === 0) {
    throw new RelayError('not-found', `No hub "${name}" is broken.`);
  }
  const { hub, held } = broken;
  const waiting = held === 0 ? 'nothing waits for it' : `${counted(held, 'notification')} waited for it`;
  terminal.out(
    `${printable(hub)} is tried again by the running Hub Relay; ${waiting}. One more refusal of this kind stops it again.`,
  );
  return 0;
};

/** What `notifications show` says of a hub that is broken. */
export const renderBroken = ({ hub, since, code, reason }: BrokenHub): readonly string[] => [
  `  its hub is broken since ${renderTime(since)}: ${printable(reason)}`,
  `  ${remedyOf(code)}`,
  `  ${ERRORS['hub-broken'].remedy.replace('<owner/name>', printable(hub))} [hub-broken]`,
];
