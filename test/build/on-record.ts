import { type Event } from '../../src/core/event.ts';
import { type Store } from '../../src/flow/ports.ts';

export const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

/** Puts an event on record, with another body where one is given. */
export const putOnRecord = async (
  { events }: Pick<Store, 'events'>,
  { payload, ...names }: Event,
  body = JSON.stringify(payload),
): Promise<void> => {
  await events.record({ ...names, body, state: 'recorded' }, 5_000);
};
