import { describe, expect, it } from 'vitest';
import { listHubsOf, retryHubOf } from '../../src/cli/hubs.ts';
import { ERRORS } from '../../src/errors.ts';
import { type BrokenHub } from '../../src/flow/notification-ports.ts';
import { FakeHubs } from '../fakes/fake-notifications.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const aBroken = (hub: string, hubId: number, changes: Partial<BrokenHub> = {}): BrokenHub => ({
  hubId,
  hub,
  lane: 10,
  since: Date.parse('2026-11-23T12:00:00Z'),
  code: 'hub-not-found',
  reason: 'GitHub answered 404: Not Found',
  held: 12,
  ...changes,
});

describe('hub-relay hubs', () => {
  it('says that no hub is broken', async () => {
    const terminal = new FakeTerminal();
    expect(await listHubsOf({ hubs: new FakeHubs() }, {}, terminal)).toBe(0);
    expect(terminal.text).toBe('No hub is broken.');
  });

  it('lists those that are, since when and why, and says once for each cause what to do', async () => {
    const hubs = new FakeHubs(
      aBroken('acme/docs', 2),
      aBroken('acme/site', 3, { held: 1 }),
      aBroken('acme/old', 4, { code: 'hub-archived', reason: 'GitHub answered 403: archived' }),
    );
    const terminal = new FakeTerminal();
    expect(await listHubsOf({ hubs }, {}, terminal)).toBe(0);
    const lines = terminal.text.split('\n');
    expect(lines[0]).toMatch(/^HUB +BROKEN SINCE +CODE +HELD +REASON$/);
    expect(lines[1]).toMatch(/^acme\/docs +2026-11-23 12:00:00Z +hub-not-found +12 +GitHub answered 404/);
    expect(lines.slice(4)).toEqual([
      '',
      expect.stringContaining(ERRORS['hub-not-found'].remedy),
      expect.stringContaining(ERRORS['hub-archived'].remedy),
      ERRORS['hub-broken'].remedy,
    ]);
    expect(terminal.text).toContain('hub-relay hubs retry <owner/name>');
  });

  it('prints JSON, one hub a line', async () => {
    const terminal = new FakeTerminal();
    const hubs = new FakeHubs(aBroken('acme/docs', 2), aBroken('acme/site', 3));
    await listHubsOf({ hubs }, { json: true }, terminal);
    expect(terminal.written.map((line) => (JSON.parse(line) as BrokenHub).hubId)).toEqual([2, 3]);
  });

  it('prints nothing of a record that a terminal would obey', async () => {
    const terminal = new FakeTerminal();
    const hubs = new FakeHubs(aBroken('acme/docs', 2, { code: '\u001b[2J', reason: '\u001b[31mred' }));
    await listHubsOf({ hubs }, {}, terminal);
    expect(terminal.text).not.toContain('\u001b');
  });
});

describe('hub-relay hubs retry', () => {
  it('has that hub tried again, however its name is written, and no other', async () => {
    const hubs = new FakeHubs(aBroken('acme/docs', 2), aBroken('acme/site', 3));
    const terminal = new FakeTerminal();
    expect(await retryHubOf({ hubs }, 'Acme/Docs', terminal)).toBe(0);
    expect(hubs.found.map(({ hubId }) => hubId)).toEqual([3]);
    expect(terminal.text).toContain('acme/docs is tried again');
    expect(terminal.text).toContain('12 notifications waited for it');
  });

  it('says that nothing waits for it', async () => {
    const terminal = new FakeTerminal();
    await retryHubOf({ hubs: new FakeHubs(aBroken('acme/docs', 2, { held: 0 })) }, 'acme/docs', terminal);
    expect(terminal.text).toContain('nothing waits for it');
  });

  it('says so where that hub is not broken, or not any more', async () => {
    const hubs = new FakeHubs(aBroken('acme/docs', 2));
    const terminal = new FakeTerminal();
    await expect(retryHubOf({ hubs }, 'acme/site', terminal)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('No hub "acme/site" is broken.'),
    });
    hubs.mend = () => Promise.resolve(0);
    await expect(retryHubOf({ hubs }, 'acme/docs', terminal)).rejects.toMatchObject({ code: 'not-found' });
  });
});
