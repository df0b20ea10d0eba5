import { beforeEach, describe, expect, it } from 'vitest';
import { type AuditNote } from '../../src/flow/audit-ports.ts';
import { noteStart } from '../../src/flow/note-settings.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeMarks } from '../fakes/fake-marks.ts';

let notes: AuditNote[];
let marks: FakeMarks;
beforeEach(() => {
  notes = [];
  marks = new FakeMarks();
});

const start = (
  secret: string,
  key = 'key-1',
  shown: Readonly<Record<string, string>> = { HOST: 'localhost' },
) =>
  noteStart({
    store: { audit: { note: (note) => Promise.resolve(void notes.push(note)) }, marks },
    clock: new FakeClock(),
    start: { version: '1.0.0' },
    settings: { shown, secret: { PRIVATE_KEY: key, WEBHOOK_SECRET: secret } },
    key,
  });

describe('a start', () => {
  it('is noted, and what is other than at the last one, of a secret only that it is', async () => {
    await start('old-secret');
    await start('old-secret');
    expect(notes.map(({ kind }) => kind)).toEqual(['started', 'started']);
    await start('new-secret', 'key-1', { HOST: '::1' });
    expect(notes.slice(2).map(({ kind, content }) => [kind, content])).toEqual([
      ['started', { version: '1.0.0' }],
      [
        'settings-changed',
        { variables: { HOST: { from: 'localhost', to: '::1' }, WEBHOOK_SECRET: 'changed' } },
      ],
    ]);
    await start('new-secret', 'key-2', { HOST: '::1' });
    expect(notes.at(-1)?.content).toEqual({ variables: { PRIVATE_KEY: 'changed' } });
  });

  it('keeps no secret, nor what tells others whether a guess at it is right', async () => {
    await start('a-secret', 'key-1');
    const first = [...marks.texts.values()].join();
    expect(first).not.toMatch(/a-secret|key-1/);
    marks.texts.clear();
    await start('a-secret', 'key-2');
    const fingerprints = first.match(/[0-9a-f]{64}/g)!;
    expect(fingerprints).toHaveLength(2);
    for (const one of fingerprints) expect([...marks.texts.values()].join()).not.toContain(one);
  });
});
