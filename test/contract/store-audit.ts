import { describe, expect, it } from 'vitest';
import { createChainCheck } from '../../src/core/chain-check.ts';
import { hashOf, ORIGIN, readLine } from '../../src/core/audit-chain.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { type AuditKind, SYSTEM } from '../../src/flow/audit-ports.ts';
import { newReport } from './report-samples.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, newEvent, newNotification, planned, planOf } from './store-samples.ts';

const OPERATOR = 'github:ada';

export const describeAudit = (store: GetStore): void => {
  const lines = async () => {
    await store().audit.seal(10_000);
    return store().audit.read({ after: 0 }, 10_000);
  };
  const notesOf = async (kind: AuditKind) =>
    (await lines()).map(({ line }) => readLine(line)!).filter((line) => line.kind === kind);
  const contentsOf = async (kind: AuditKind): Promise<readonly JsonObject[]> =>
    (await notesOf(kind)).map(({ content }) => content);
  const kinds = async () => (await lines()).map(({ line }) => readLine(line)!.kind);
  const deadOnes = async (...ids: readonly string[]): Promise<void> => {
    await planned(store(), ...ids.map((id) => newNotification(id)));
    for (const claimed of await store().notifications.claim(1_000, 99)) {
      await store().notifications.finish(endOf(claimed, { outcome: 'dead', isHubAtFault: true }));
    }
  };
  const note = (at: number, content: JsonObject = {}) =>
    store().audit.note({ at, kind: 'signed-in', actor: OPERATOR, content });

  describe('the audit log', () => {
    it('tells of an event as it came: recorded, repeated or rejected, with the hash of its body alone', async () => {
      const body = '{"secret":"words"}';
      const sender = 'mona';
      await store().events.record(newEvent('e1', { body, action: 'created', sender }), DEADLINE);
      await store().events.record(newEvent('e1', { body, receivedAt: 2_000 }), DEADLINE);
      const rejected = newEvent('e2', { state: 'rejected', reason: 'it lacks a ref', source: 'legacy' });
      await store().events.record(rejected, DEADLINE);
      expect(await notesOf('event-recorded')).toMatchObject([
        {
          at: 1_000,
          actor: SYSTEM,
          content: {
            event: 'e1',
            name: 'push',
            action: 'created',
            repository: 'acme/spoke',
            sender,
            bytes: body.length,
            sha256: hashOf(body),
          },
        },
      ]);
      expect(await notesOf('event-repeated')).toMatchObject([{ at: 2_000, content: { event: 'e1' } }]);
      expect(await contentsOf('event-rejected')).toMatchObject([
        { event: 'e2', reason: 'it lacks a ref', source: 'legacy' },
      ]);
      expect(JSON.stringify(await lines())).not.toContain('words');
    });

    it('tells of a plan, and of each notification what was decided', async () => {
      const refused = newNotification('n2', { state: 'refused', reason: 'the hub does not accept it' });
      await planned(store(), newNotification('n1'), refused);
      expect(await contentsOf('event-planned')).toMatchObject([{ event: 'e1', fired: 1, refused: 1 }]);
      expect(await contentsOf('notification-planned')).toEqual([
        {
          notification: 'n1',
          event: 'e1',
          route: 'acme/spoke:notify[0]',
          spoke: 'acme/spoke',
          hub: 'acme/hub',
          eventType: 'push',
          state: 'pending',
        },
        expect.objectContaining({
          notification: 'n2',
          state: 'refused',
          reason: 'the hub does not accept it',
        }),
      ]);
    });

    it('tells of what is planned once, however often that is tried', async () => {
      await planned(store(), newNotification('n1'));
      await store().events.planned('e1', planOf([newNotification('n1')]));
      expect(await kinds()).toEqual(['event-recorded', 'event-planned', 'notification-planned']);
    });

    it('tells which notification goes in the place of another one of its burst', async () => {
      const burst = { coalesce: 30_000, ref: 'refs/heads/main' };
      await planned(store(), newNotification('n1', burst));
      await store().events.record(newEvent('e2'), DEADLINE);
      const newer = newNotification('n2', { ...burst, eventId: 'e2', occurredAt: 2_000 });
      await store().events.planned('e2', planOf([newer], 2_000));
      expect(await contentsOf('notification-merged')).toMatchObject([
        { notification: 'n1', into: 'n2', spoke: 'acme/spoke', hub: 'acme/hub' },
      ]);
    });

    it('tells how each attempt ended, with neither its request nor the answer', async () => {
      await planned(store(), newNotification('n1'));
      const [claimed] = await store().notifications.claim(1_000, 1);
      const end = { request: { sent: 'hush' }, answer: 'hush', durationMs: 12.4, mayHaveArrived: true };
      await store().notifications.finish(
        endOf(claimed!, { ...end, outcome: 'dead', code: 'hub-not-found', status: 404, reason: 'Not Found' }),
      );
      expect(await notesOf('attempt-ended')).toMatchObject([
        {
          at: 2_000,
          content: {
            notification: 'n1',
            number: 1,
            event: 'e1',
            spoke: 'acme/spoke',
            hub: 'acme/hub',
            outcome: 'dead',
            status: 404,
            code: 'hub-not-found',
            reason: 'Not Found',
            durationMs: 12,
            mayHaveArrived: true,
          },
        },
      ]);
      expect(JSON.stringify(await lines())).not.toContain('hush');
    });

    it('tells of no attempt that could not be ended', async () => {
      await planned(store(), newNotification('n1'));
      const [claimed] = await store().notifications.claim(1_000, 1);
      await store().notifications.finish(endOf(claimed!));
      await expect(store().notifications.finish(endOf(claimed!))).rejects.toThrow('is not open');
      expect(await contentsOf('attempt-ended')).toHaveLength(1);
    });

    it('tells of an attempt whose process died', async () => {
      await planned(store(), newNotification('n1'));
      await store().notifications.claim(1_000, 1);
      await store().notifications.release(50_000, 40_000);
      expect(await notesOf('attempt-lost')).toMatchObject([
        { at: 50_000, content: { notification: 'n1', number: 1, hub: 'acme/hub', mayHaveArrived: true } },
      ]);
    });

    it('tells who had what sent again, and which hub became broken or was tried again', async () => {
      await deadOnes('n1', 'n2', 'n3');
      const ended = await contentsOf('attempt-ended');
      expect(ended.map(({ hubBecame }) => hubBecame)).toEqual([undefined, undefined, 'broken']);
      expect(await store().hubs.mend({ hubIds: [80] }, 4_000, OPERATOR)).toBe(1);
      expect(await store().hubs.mend({ hubIds: [80] }, 4_500, OPERATOR)).toBe(0);
      await store().notifications.replay(['n2', 'unknown'], 5_000, OPERATOR);
      expect(await notesOf('hub-retried')).toMatchObject([
        { at: 4_000, actor: OPERATOR, content: { hub: 'acme/hub', hubId: 80 } },
      ]);
      expect(await notesOf('notification-replayed')).toMatchObject([
        { at: 5_000, actor: OPERATOR, content: { notification: 'n2', from: 'dead' } },
      ]);
    });

    it('tells of no hub that is tried again because GitHub said that it changed', async () => {
      await deadOnes('n1', 'n2', 'n3');
      expect(await store().hubs.mend({ hubIds: [80] })).toBe(1);
      expect(await contentsOf('hub-retried')).toEqual([]);
    });

    it('tells what became another of repositories and installations, with the hash of a file alone', async () => {
      const repository = {
        id: 70,
        fullName: 'acme/app',
        installationId: 7,
        visibility: 'private',
        archived: false,
        defaultBranch: 'main',
      } as const;
      const installation = { id: 7, account: 'acme', suspended: false, permissions: {} };
      const config = { state: 'read', text: 'notify: []' } as const;
      const { repositories } = store();
      await repositories.saveInstallation(installation);
      await repositories.saveInstallation(installation);
      await repositories.save({ repository, config });
      await repositories.save({ repository, config: { ...config, etag: 'x' }, stamp: 'main 2' });
      await repositories.save({ repository: { ...repository, fullName: 'acme/web' }, config });
      await repositories.remove(70);
      await repositories.remove(70);
      await repositories.removeInstallation(7);
      const told = (await lines()).map(({ line }) => readLine(line)!);
      const sha256 = hashOf('notify: []');
      expect(told.map(({ kind, content }) => [kind, content])).toEqual([
        ['installation-changed', { installation: 7, account: 'acme', suspended: false, permissions: {} }],
        ['repository-changed', expect.objectContaining({ repository: 'acme/app', file: 'read', sha256 })],
        ['repository-changed', expect.objectContaining({ repository: 'acme/web', formerly: 'acme/app' })],
        ['repository-removed', { repository: 'acme/web', repositoryId: 70 }],
        ['installation-removed', { installation: 7, account: 'acme', repositories: 0 }],
      ]);
      expect(JSON.stringify(told)).not.toContain('notify');
    });

    it('tells what was written on GitHub, and nothing of a try that wrote nothing', async () => {
      const report = newReport('r1', { sha: 'abc' });
      await store().reports.ask([{ report, dueAt: 1_000 }]);
      await store().reports.claim(9_000, 1);
      await store().reports.finish({ id: 'r1', at: 9_100, reason: 'GitHub answered 502.', isRetry: true });
      expect(await contentsOf('report-written')).toEqual([]);
      await store().reports.finish({ id: 'r1', at: 9_200, number: 44, written: 'success' });
      expect(await notesOf('report-written')).toMatchObject([
        { at: 9_200, content: { report: 'check run', repositoryId: 70, number: 44, sha: 'abc' } },
      ]);
    });

    it('tells how many events were deleted for their age', async () => {
      await planned(store());
      await store().events.expire(5_000, 9);
      await store().events.expire(5_000, 9);
      expect(await contentsOf('expired')).toEqual([
        { events: 1, unsent: 0, before: '1970-01-01T00:00:05.000Z' },
      ]);
    });

    it('keeps no more than a part of a long text, and nothing that a terminal obeys', async () => {
      await note(1_000, { reason: 'x'.repeat(5_000), list: ['\u001b[2J\u202e\u0000'] });
      const [line] = await lines();
      expect(line!.line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      const { reason, list } = readLine(line!.line)!.content;
      expect(reason).toHaveLength(1_000);
      expect(list).toEqual(['\u001b[2J\u202e\u0000']);
    });
  });

  describe('the chain of the audit log', () => {
    it('is in the order of time, each line with the hash of the one before', async () => {
      await note(3_000, { n: 3 });
      await note(1_000, { n: 1 });
      await note(2_000, { n: 2 });
      await note(2_000, { n: 22 });
      expect(await store().audit.seal(3)).toBe(3);
      expect(await store().audit.seal(3)).toBe(1);
      expect(await store().audit.seal(3)).toBe(0);
      const found = await lines();
      expect(found.map(({ line }) => readLine(line)!.content.n)).toEqual([1, 2, 22, 3]);
      expect(found.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      const check = createChainCheck(ORIGIN, [(await store().audit.ends()).last]);
      for (const { line: text, ...kept } of found) check.take({ text, ...kept });
      expect(check.result()).toBeUndefined();
      expect(await store().audit.head()).toEqual(found.at(-1));
    });

    it('is read from a line, or a time, as far as one asks', async () => {
      for (const at of [1_000, 2_000, 3_000]) await note(at);
      await store().audit.seal(9);
      await note(1_500);
      await store().audit.seal(9);
      const seqs = async (...args: Parameters<ReturnType<GetStore>['audit']['read']>) =>
        (await store().audit.read(...args)).map(({ seq }) => seq);
      expect(await seqs({ after: 1 }, 2)).toEqual([2, 3]);
      expect(await seqs({ since: 1_500 }, 9)).toEqual([2, 3, 4]);
      expect(await seqs({ since: 2_500 }, 9)).toEqual([3, 4]);
      expect(await seqs({ since: 9_000 }, 9)).toEqual([]);
    });

    it('forgets its oldest lines, and what is left still follows them', async () => {
      for (const at of [1_000, 2_000, 3_000, 4_000]) await note(at);
      await store().audit.seal(9);
      const [, second] = await lines();
      expect(await store().audit.expire(3_000, 1)).toBe(1);
      expect(await store().audit.expire(3_000, 9)).toBe(1);
      expect(await store().audit.expire(3_000, 9)).toBe(0);
      const { first, last } = await store().audit.ends();
      expect(first).toEqual({ seq: 2, hash: second!.hash });
      const check = createChainCheck(first, [last]);
      const left = await lines();
      for (const { line: text, ...kept } of left) check.take({ text, ...kept });
      expect(check.result()).toBeUndefined();
      expect((await contentsOf('expired')).map(({ lines: count }) => count)).toEqual([1, 1]);
    });

    it('never forgets its newest line', async () => {
      await note(1_000);
      await store().audit.seal(9);
      expect(await store().audit.expire(9_000, 9)).toBe(0);
      expect(await store().audit.head()).toMatchObject({ seq: 1 });
    });

    it('is one, though many seal at once', async () => {
      await Promise.all(Array.from({ length: 60 }, (_, at) => note(at)));
      const sealed = await Promise.all(Array.from({ length: 12 }, () => store().audit.seal(5)));
      expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(60);
      const check = createChainCheck(ORIGIN);
      for (const { line: text, ...kept } of await lines()) check.take({ text, ...kept });
      expect([check.result(), check.count]).toEqual([undefined, 60]);
    });
  });
};
