import { EVENT_NAMES } from '../../core/event.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn } = findingsOf('events');

/** What the App must be subscribed to; events about installations come by themselves. */
const NEEDED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(EVENT_NAMES.map((name) => [name, `no route on ${name} fires`])),
  repository: 'renames, transfers and changed visibility are learned up to an hour late',
  repository_dispatch: 'chains of notifications are not seen, and a loop ends later',
};

export const checkEvents = (subscribed: readonly string[]): readonly Finding[] => {
  const missing = Object.entries(NEEDED).filter(([name]) => !subscribed.includes(name));
  if (missing.length === 0) return [ok(`the App is subscribed to all ${Object.keys(NEEDED).length}`)];
  return missing.map(([name, effect]) =>
    warn(
      `the App is not subscribed to ${name}: ${effect}`,
      `On the App’s page on GitHub, under "Permissions & events", subscribe to ${name}.`,
    ),
  );
};
