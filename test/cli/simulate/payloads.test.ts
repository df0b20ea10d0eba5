import { describe, expect, it } from 'vitest';
import { checkHappening } from '../../../src/cli/simulate/check-options.ts';
import { imagineEvent } from '../../../src/cli/simulate/imagine-event.ts';
import { ACTIONS, type HappeningOptions } from '../../../src/cli/simulate/options.ts';
import { spokeOf } from '../../../src/cli/simulate/spoke.ts';
import { EVENT_NAMES, type EventName, readEvent } from '../../../src/core/event.ts';
import { type Json, textAt } from '../../../src/core/json.ts';
import { createContract } from '../../contract/openapi.ts';

const contract = createContract();
const GITHUB = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const NONE: HappeningOptions = { repo: 'acme/captures', path: [], label: [] };

const imagined = async (event: EventName, options: Partial<HappeningOptions> = {}) => {
  const all = { ...NONE, ...options };
  expect(checkHappening(event, all)).toBe(event);
  const spoke = spokeOf(all.repo ?? '', all, undefined);
  const { payload } = await imagineEvent(event, all, { spoke, urls: GITHUB, appId: undefined });
  return JSON.parse(JSON.stringify(payload)) as Json & { readonly [key: string]: Json };
};

/** What GitHub's description, and our own reader, say against it. */
const problemsOf = (event: EventName, payload: Json): readonly string[] => {
  const { missing } = readEvent({ id: 'x', name: event, payload, receivedAt: 0 });
  const delivery = { event, action: textAt(payload, 'action') ?? null, requestBody: JSON.stringify(payload) };
  return [...missing, ...contract.checkWebhook(delivery)];
};

const EVERY_ACTION = EVENT_NAMES.flatMap((event): readonly (readonly [EventName, string | undefined])[] =>
  event === 'push' ? [['push', undefined]] : ACTIONS[event].map((action) => [event, action]),
);

describe('a simulated payload', () => {
  it.each(EVERY_ACTION)('of %s %s is as GitHub describes it', async (event, action) => {
    const payload = await imagined(event, action === undefined ? {} : { action });
    expect(problemsOf(event, payload)).toEqual([]);
    expect(textAt(payload, 'action')).toBe(action);
    // What is not described would pass, whatever it is.
    expect(contract.describes(event, action)).toBe(true);
  });
});
