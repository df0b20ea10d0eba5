import { type Change } from '../flow/ports.ts';

export const CHANNEL = 'hub_relay';

/** A change as a notification's payload: `<sender> <kind>` or `<sender> <kind> <id>`. */
export const writeChange = (sender: string, change: Change): string =>
  [sender, change.kind, ...('id' in change ? [change.id] : [])].join(' ');

/** `undefined` for our own, which we know. What a newer version may say, and we don't understand, is everything. */
export const readChange = (sender: string, payload: string): Change | undefined => {
  const [from, kind, id] = payload.split(' ');
  if (from === sender) return undefined;
  if (kind === 'events' || kind === 'notifications') return { kind };
  const isKnown = kind === 'repository' || kind === 'installation';
  return isKnown && Number.isSafeInteger(Number(id)) ? { kind, id: Number(id) } : { kind: 'everything' };
};
