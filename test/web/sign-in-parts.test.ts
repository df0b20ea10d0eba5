import { describe, expect, it } from 'vitest';
import { createSessionRecords } from '../../src/flow/session-record.ts';
import { createSignInCodes } from '../../src/flow/sign-in-codes.ts';
import { type Reach } from '../../src/flow/sign-in-ports.ts';
import { localPath } from '../../src/web/desk/sign-in/local-path.ts';
import { remembering } from '../../src/web/desk/sign-in/remembering.ts';
import { createSeal } from '../../src/web/desk/sign-in/seal.ts';
import {
  type GithubSession,
  isOver,
  readSession,
  renewed,
  startSession,
} from '../../src/web/desk/sign-in/session.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeMarks } from '../fakes/fake-marks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('where one goes after signing in', () => {
  it.each(['/', '/try?a=/b&c=http://x', '/notifications/1', '/repositories/a/b?x=%5c'])('is %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'try',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
    '/.//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/try\r\nset-cookie: a=b',
    '/sign-in/github',
    '/x/../sign-out',
    `/${'x'.repeat(2_000)}`,
  ])('is the overview instead of %j', (path) => {
    expect(localPath(path)).toBe('/');
  });
});

describe('a seal', () => {
  const keys = { secret: 'one', pepper: 'salt' };
  const text = createSeal(keys, 'session').seal({ id: 'ü' });

  it('opens what it sealed, which differs each time and shows nothing', () => {
    expect(createSeal(keys, 'session').open(text)).toEqual({ id: 'ü' });
    expect(createSeal(keys, 'session').seal({ id: 'ü' })).not.toBe(text);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('id');
  });

  it.each([
    ['another secret', { secret: 'two', pepper: 'salt' }, 'session'],
    ['another pepper', { secret: 'one', pepper: 'pepper' }, 'session'],
    ['no pepper', { secret: 'one', pepper: '' }, 'session'],
    ['another purpose', keys, 'sign-in'],
  ])('opens nothing with %s', (_, other, purpose) => {
    expect(createSeal(other, purpose).open(text)).toBeUndefined();
  });

  it('opens nothing that was changed anywhere, cut, extended or made up', () => {
    const seal = createSeal(keys, 'session');
    for (let place = 0; place < text.length; place += 1) {
      const changed = text[place] === 'A' ? 'B' : 'A';
      expect(
        seal.open(text.slice(0, place) + changed + text.slice(place + 1)),
        String(place),
      ).toBeUndefined();
      expect(seal.open(text.slice(0, place)), `cut at ${place}`).toBeUndefined();
    }
    for (const made of ['', 'x', `${text}A`, `${text}=`, ` ${text}`, 'A'.repeat(10_000), '💥'])
      expect(seal.open(made)).toBeUndefined();
  });
});

describe('a session', () => {
  const session = startSession({ by: 'link' }, 0);

  it('lasts an hour, and with each use an hour more, eight in all', () => {
    expect([isOver(session, HOUR - 1), isOver(session, HOUR)]).toEqual([false, true]);
    expect(renewed(session, MINUTE - 1)).toBeUndefined();
    expect(renewed(session, 30 * MINUTE)?.endsAt).toBe(1.5 * HOUR);
    expect(renewed({ ...session, endsAt: 7.9 * HOUR }, 7.5 * HOUR)?.endsAt).toBe(8 * HOUR);
    expect(isOver({ ...session, endsAt: 9 * HOUR }, 8 * HOUR)).toBe(true);
  });

  it('is read only where it is whole', () => {
    expect(readSession(session)).toEqual(session);
    const member = startSession({ by: 'github', login: 'ada', token: 't' }, 0);
    expect(readSession(member)).toEqual(member);
    for (const key of Object.keys(member))
      expect(readSession({ ...member, [key]: undefined })).toBeUndefined();
    for (const value of [undefined, null, 1, 'x', [], {}]) expect(readSession(value)).toBeUndefined();
  });
});

describe('the codes of `hub-relay dashboard`', () => {
  const setUp = () => {
    const [marks, clock] = [new FakeMarks(), new FakeClock()];
    return { marks, clock, codes: createSignInCodes(marks, clock) };
  };

  it('work once, whichever of several is used first', async () => {
    const { codes } = setUp();
    const [one, other] = [await codes.issue(), await codes.issue()];
    expect([await codes.use(other.code), await codes.use(one.code)]).toEqual([true, true]);
    expect([await codes.use(other.code), await codes.use(one.code)]).toEqual([false, false]);
  });

  it('work for one of those that use the same at once', async () => {
    const { codes } = setUp();
    const { code } = await codes.issue();
    const used = await Promise.all([codes.use(code), codes.use(code), codes.use(code)]);
    expect(used.toSorted()).toEqual([false, false, true]);
  });

  it('work for ten minutes', async () => {
    const { clock, codes } = setUp();
    const [one, other] = [await codes.issue(), await codes.issue()];
    clock.time += 10 * MINUTE - 1;
    expect(await codes.use(one.code)).toBe(true);
    clock.time += 1;
    expect(await codes.use(other.code)).toBe(false);
  });

  it('are long, differ, and are kept as hashes only, the ten newest', async () => {
    const { marks, codes } = setUp();
    const made = [];
    for (let turn = 0; turn < 12; turn += 1) made.push((await codes.issue()).code);
    expect(new Set(made).size).toBe(12);
    for (const code of made) {
      expect(code).toMatch(/^[\w-]{43}$/);
      expect(marks.texts.get('sign-in-codes')).not.toContain(code);
    }
    expect(await codes.use(made[1]!)).toBe(false);
    expect(await codes.use(made[2]!)).toBe(true);
  });
});

describe('the record of sessions', () => {
  it('has one secret for all processes, and tells them what was ended until it would be over anyway', async () => {
    const [marks, clock] = [new FakeMarks(), new FakeClock()];
    const [one, other] = [createSessionRecords(marks, clock), createSessionRecords(marks, clock)];
    const [a, b] = await Promise.all([one.read(), other.read()]);
    expect(a.secret).toBe(b.secret);
    await one.end('x', clock.time + 10);
    expect([...(await other.read()).ended]).toEqual(['x']);
    clock.time += 10;
    await one.end('y', clock.time + 10);
    expect([...(await other.read()).ended]).toEqual(['y']);
    await other.endAll();
    expect((await one.read()).secret).not.toBe(a.secret);
  });
});

describe('what members can reach', () => {
  const REACH: Reach = { readable: new Set([1]), writable: new Set() };
  const sessionOf = (id: string): GithubSession => ({
    id,
    by: 'github',
    login: 'ada',
    token: `token of ${id}`,
    startedAt: 0,
    endsAt: 1,
  });
  const setUp = (most?: number) => {
    const clock = new FakeClock();
    const asked: string[] = [];
    let answer = (): Promise<Reach | undefined> => Promise.resolve(REACH);
    const reachOf = (token: string): Promise<Reach | undefined> => {
      asked.push(token);
      return answer();
    };
    const answering = (next: typeof answer): void => void (answer = next);
    return { clock, asked, answering, reaches: remembering(reachOf, clock, most) };
  };

  it('is asked once a minute for a session, however many ask at once', async () => {
    const { clock, asked, reaches } = setUp();
    await Promise.all([reaches.of(sessionOf('a')), reaches.of(sessionOf('a'))]);
    clock.time += MINUTE - 1;
    expect(await reaches.of(sessionOf('a'))).toEqual(REACH);
    expect(asked).toHaveLength(1);
    clock.time += 1;
    await reaches.of(sessionOf('a'));
    expect(asked).toHaveLength(2);
  });

  it('is nothing where GitHub cannot be asked any more, and GitHub is left alone for a moment then', async () => {
    const { clock, asked, answering, reaches } = setUp();
    await reaches.of(sessionOf('a'));
    clock.time += MINUTE;
    answering(() => Promise.reject(new Error('down')));
    await expect(reaches.of(sessionOf('a'))).rejects.toMatchObject({ code: 'github-unreadable' });
    await expect(reaches.of(sessionOf('a'))).rejects.toMatchObject({ code: 'github-unreadable' });
    expect(asked).toHaveLength(2);
    clock.time += 5_000;
    answering(() => Promise.resolve(REACH));
    expect(await reaches.of(sessionOf('a'))).toEqual(REACH);
  });

  it('is remembered for so many sessions, the last ones asked for', async () => {
    const { asked, reaches } = setUp(2);
    for (const id of ['a', 'b', 'c', 'c', 'b']) await reaches.of(sessionOf(id));
    expect(asked).toEqual(['token of a', 'token of b', 'token of c']);
    await reaches.of(sessionOf('a'));
    expect(asked).toHaveLength(4);
  });
});
