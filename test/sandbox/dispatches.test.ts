import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call, octokit } from './client.ts';

const properties = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));

/** A payload whose JSON text has this many bytes. */
const payloadOf = (bytes: number): object => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('dispatches', () => {
  const checked = useCheckedSandbox();

  const setUp = async (archived = false) => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'write' } });
    const hub = sandbox.createRepository({ fullName: 'acme/hub', visibility: 'private', archived });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const send = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      call(sandbox, 'POST /repos/acme/hub/dispatches', { authorization, body, headers });
    return { sandbox, hub, installation, authorization, send };
  };

  it('are accepted without an answer and kept in order', async () => {
    const { sandbox, hub, installation, send } = await setUp();
    const reply = await send(
      { event_type: 'docs', client_payload: { ref: 'main' } },
      { 'x-github-delivery': 'guid-1' },
    );
    expect([reply.status, reply.text]).toEqual([204, '']);
    await octokit(sandbox, installation).repos.createDispatchEvent({
      owner: 'acme',
      repo: 'hub',
      event_type: 'again',
    });
    expect(hub.dispatches).toMatchObject([
      { eventType: 'docs', clientPayload: { ref: 'main' }, installationId: installation.id, guid: 'guid-1' },
      { eventType: 'again', clientPayload: {}, guid: undefined },
    ]);
  });

  it.each([
    [100, 204],
    [101, 422],
  ])('with an event type of %i characters get %i', async (length, status) => {
    const { send } = await setUp();
    expect((await send({ event_type: 'é'.repeat(length) })).status).toBe(status);
  });

  it.each([
    [10, 204],
    [11, 422],
  ])('with %i properties get %i', async (count, status) => {
    const { send } = await setUp();
    const reply = await send({ event_type: 'x', client_payload: properties(count) });
    expect(reply.status).toBe(status);
    if (status === 422)
      expect(reply.body.message).toBe(
        'Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied.',
      );
  });

  it.each([
    [65_535, 204],
    [65_536, 422],
  ])('with a payload of %i bytes get %i', async (bytes, status) => {
    const { send } = await setUp();
    const reply = await send({ event_type: 'x', client_payload: payloadOf(bytes) });
    expect(reply.status).toBe(status);
    if (status === 422) expect(reply.body.message).toBe('client_payload is too large.');
  });

  it.each([
    ['no event type', {}, '"event_type" wasn\'t supplied.'],
    ['an empty event type', { event_type: '' }, 'At least 1 character is required; only 0 were supplied.'],
    ['a number as event type', { event_type: 7 }, "For 'properties/event_type', 7 is not a string."],
    [
      'a list as payload',
      { event_type: 'x', client_payload: [] },
      "For 'properties/client_payload', [] is not an object.",
    ],
    ['an unknown key', { event_type: 'x', payload: {} }, '"payload" is not a permitted key.'],
  ])('are refused with %s', async (_, body, reason) => {
    const { hub, send } = await setUp();
    expect(await send(body)).toMatchObject({
      status: 422,
      body: { message: `Invalid request.\n\n${reason}` },
    });
    expect(hub.dispatches).toEqual([]);
  });

  it.each([
    ['{"event_type":', 'Problems parsing JSON'],
    ['["x"]', 'Body should be a JSON object'],
  ])('are refused with the body %s', async (text, message) => {
    const { sandbox, authorization } = await setUp();
    const reply = await call(sandbox, 'POST /repos/acme/hub/dispatches', { authorization, text });
    expect([reply.status, reply.body.message]).toEqual([400, message]);
  });

  it('are refused by an archived repository', async () => {
    const { sandbox, send } = await setUp(true);
    const message = 'Repository was archived so is read-only.';
    expect(await send({ event_type: 'x' })).toMatchObject({ status: 403, body: { message } });
    await sandbox.unarchive('acme/hub');
    expect((await send({ event_type: 'x' })).status).toBe(204);
  });

  it('do not reach a private repository of somebody else', async () => {
    const { sandbox, authorization } = await setUp();
    sandbox.createRepository({ fullName: 'other/hub', visibility: 'private' });
    const body = { event_type: 'x' };
    expect((await call(sandbox, 'POST /repos/other/hub/dispatches', { authorization, body })).status).toBe(
      404,
    );
  });

  it('are not for the anonymous', async () => {
    const { sandbox } = checked();
    sandbox.createRepository({ fullName: 'acme/open' });
    const reply = await call(sandbox, 'POST /repos/acme/open/dispatches', { body: { event_type: 'x' } });
    expect(reply.status).toBe(401);
  });
});
