import { eventTitle } from '../../core/event.ts';
import { printableJson } from '../../core/printable.ts';
import { type HookTry, type RepositoryHook } from '../../flow/github-ports.ts';
import { type Environment } from '../../settings.ts';
import { type Cell, renderTable, renderTime, type Terminal } from '../terminal.ts';
import { withHooks } from './open-hooks.ts';
import { shownUrl } from './shown-url.ts';

export interface ListOptions {
  readonly json?: boolean;
  readonly deliveries?: boolean;
}

/** The webhooks of a repository, and how GitHub could deliver. Throws a RelayError. */
export const listHooks = (
  name: string,
  { json = false, deliveries = false }: ListOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> =>
  withHooks(env, async (hooks) => {
    const all = await hooks.list(name);
    const recent = async ({ id }: RepositoryHook) => (deliveries ? hooks.recent(name, id) : []);
    if (json) {
      for (const hook of all) {
        const tries = await recent(hook);
        terminal.out(printableJson({ ...toJson(hook), ...(deliveries && { deliveries: tries }) }));
      }
      return 0;
    }
    if (all.length === 0) terminal.out(`${name} has no webhooks.`);
    else terminal.out(renderTable(HEADINGS, all.map(toRow), terminal.width));
    for (const hook of deliveries ? all : []) {
      const tries = await recent(hook);
      terminal.out(`\n${tries.length === 0 ? 'No deliveries' : 'Deliveries'} of ${hook.id}, newest first:`);
      if (tries.length > 0) terminal.out(renderTable(TRIES, tries.map(toTryRow), terminal.width));
    }
    return 0;
  });

const HEADINGS = ['ID', 'URL', 'ACTIVE', 'EVENTS', 'LAST ANSWER', 'WRONG'];
const TRIES = ['AT', 'EVENT', 'ANSWER', 'SECONDS', 'REDELIVERY', 'GUID'];

const toRow = (hook: RepositoryHook): readonly Cell[] => [
  hook.id,
  shownUrl(hook.url),
  hook.isActive ? 'yes' : 'no',
  hook.events.join(','),
  hook.lastAnswer && `${hook.lastAnswer.status} ${hook.lastAnswer.message}`,
  wrongWith(hook).join('; '),
];

/** What Hub Relay can't take, or nobody should. */
const wrongWith = ({ contentType, isUnverified, hasSecret }: RepositoryHook): readonly string[] => [
  ...(contentType === 'json' ? [] : [`content type ${contentType}, not json`]),
  ...(isUnverified ? ['SSL verification is off'] : []),
  ...(hasSecret ? [] : ['no secret']),
];

const toJson = (hook: RepositoryHook): object => ({
  ...hook,
  url: shownUrl(hook.url),
  wrong: wrongWith(hook),
});

const toTryRow = (one: HookTry): readonly Cell[] => [
  renderTime(one.deliveredAt),
  eventTitle({ name: one.event, ...(one.action !== undefined && { action: one.action }) }),
  one.statusCode,
  one.duration,
  one.isRedelivery ? 'yes' : 'no',
  one.guid,
];
