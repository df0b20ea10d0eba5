import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GroupCommit, type Write } from '../../src/store/group-commit.ts';
import { StoreError } from '../../src/store/store-error.ts';

const LIMIT = { items: 4, size: 100, sizeOf: (item: string) => item.length };
const DEADLINE = 5_000;

/** A disk that writes what it is given, and remembers each commit. `gate` holds the lock back, or the commit. */
const disk = (): {
  readonly commits: (readonly string[])[];
  readonly write: Write<string, string>;
  lock: Promise<void>;
  sync: Promise<void>;
} => {
  const self = {
    commits: [] as (readonly string[])[],
    lock: Promise.resolve(),
    sync: Promise.resolve(),
    write: async (take: () => readonly string[]): Promise<readonly string[]> => {
      await self.lock;
      const items = take();
      await self.sync;
      if (items.includes('bad')) throw new Error('a bad row');
      if (items.length > 0) self.commits.push(items);
      return items.map((item) => `${item}!`);
    },
  };
  return self;
};

const gate = (): { readonly closed: Promise<void>; readonly open: () => void } => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { closed: promise.then(() => undefined), open: () => resolve(undefined) };
};

const addAll = (group: GroupCommit<string, string>, ...items: readonly string[]): Promise<string>[] =>
  items.map((item) => group.add(item, DEADLINE));

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('group commit', () => {
  it('answers each item after the commit that they share', async () => {
    const { commits, write } = disk();
    const answers = await Promise.all(addAll(new GroupCommit(write, LIMIT), 'a', 'b', 'c'));
    expect(answers).toEqual(['a!', 'b!', 'c!']);
    expect(commits).toEqual([['a', 'b', 'c']]);
  });

  it('keeps what comes during a commit for the next one', async () => {
    const slow = disk();
    const syncing = gate();
    slow.sync = syncing.closed;
    const group = new GroupCommit(slow.write, LIMIT);
    const first = addAll(group, 'a');
    await nextTurn();
    await nextTurn();
    const second = addAll(group, 'b', 'c');
    syncing.open();
    await Promise.all([...first, ...second]);
    expect(slow.commits).toEqual([['a'], ['b', 'c']]);
  });

  it('cuts a commit where it becomes too long or too large', async () => {
    const { commits, write } = disk();
    const group = new GroupCommit(write, LIMIT);
    await Promise.all(addAll(group, 'a', 'b', 'c', 'd', 'e'));
    await Promise.all(addAll(group, 'f', 'x'.repeat(200), 'g'));
    expect(commits.map((items) => items.length)).toEqual([4, 1, 1, 1, 1]);
  });

  it('rejects the bad one of a batch, and writes its neighbours', async () => {
    const { commits, write } = disk();
    const results = await Promise.allSettled(addAll(new GroupCommit(write, LIMIT), 'a', 'bad', 'c'));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(commits).toEqual([['a'], ['c']]);
  });

  it('does not write an item that gave up before its turn came to be tried alone', async () => {
    const { commits, write } = disk();
    const lock = gate();
    let calls = 0;
    const group = new GroupCommit<string, string>(async (take) => {
      if (++calls === 2) await lock.closed;
      return write(take);
    }, LIMIT);
    const hasty = group.add('hasty', 30);
    const bad = group.add('bad', DEADLINE);
    await expect(hasty).rejects.toMatchObject({ code: 'store-busy' });
    lock.open();
    await expect(bad).rejects.toThrow('a bad row');
    expect(commits).toEqual([]);
  });

  it('does not write an item that gave up while the batch waited for its lock', async () => {
    const locked = disk();
    const lock = gate();
    locked.lock = lock.closed;
    const group = new GroupCommit(locked.write, LIMIT);
    const patient = group.add('patient', DEADLINE);
    await expect(group.add('hasty', 1)).rejects.toMatchObject({ code: 'store-busy' });
    lock.open();
    expect(await patient).toBe('patient!');
    expect(locked.commits).toEqual([['patient']]);
  });

  it('rejects at its deadline an item whose commit has begun, and survives the commit', async () => {
    const slow = disk();
    const syncing = gate();
    slow.sync = syncing.closed;
    const group = new GroupCommit(slow.write, LIMIT);
    const item = group.add('a', 30);
    await expect(item).rejects.toMatchObject({ code: 'store-busy' });
    syncing.open();
    expect(await group.add('b', DEADLINE)).toBe('b!');
    expect(slow.commits).toEqual([['a'], ['b']]);
  });

  it('tries again for those that wait when the lock did not come', async () => {
    const { commits, write } = disk();
    let refusals = 2;
    const group = new GroupCommit<string, string>((take) => {
      if (refusals-- > 0) return Promise.reject(new StoreError('store-busy', 'locked'));
      return write(take);
    }, LIMIT);
    expect(await group.add('a', DEADLINE)).toBe('a!');
    expect(commits).toEqual([['a']]);
  });

  it('tries again for those whose commit was cut off, before those that came later', async () => {
    const { commits, write } = disk();
    let cuts = 2;
    const group = new GroupCommit<string, string>(async (take) => {
      if (cuts-- <= 0) return write(take);
      take();
      throw new StoreError('store-busy', 'connection lost');
    }, LIMIT);
    const first = addAll(group, 'a', 'b');
    await nextTurn();
    await nextTurn();
    expect(await Promise.all([...first, group.add('c', DEADLINE)])).toEqual(['a!', 'b!', 'c!']);
    expect(commits).toEqual([['a', 'b', 'c']]);
  });

  it('does not try again for one that gave up when its commit was cut off', async () => {
    const { commits, write } = disk();
    let isCut = true;
    const group = new GroupCommit<string, string>(async (take) => {
      if (!isCut) return write(take);
      take();
      throw new StoreError('store-busy', 'connection lost');
    }, LIMIT);
    const patient = group.add('patient', DEADLINE);
    await expect(group.add('hasty', 30)).rejects.toMatchObject({ code: 'store-busy' });
    isCut = false;
    expect(await patient).toBe('patient!');
    expect(commits).toEqual([['patient']]);
  });

  it('rejects all that wait when there is no hope of a transaction, and takes new ones after', async () => {
    const { write } = disk();
    let broken = true;
    const group = new GroupCommit<string, string>(
      (take) => (broken ? Promise.reject(new Error('disk I/O error')) : write(take)),
      LIMIT,
    );
    const results = await Promise.allSettled(addAll(group, 'a', 'b'));
    expect(results).toMatchObject([
      { reason: { message: 'disk I/O error' } },
      { reason: { message: 'disk I/O error' } },
    ]);
    broken = false;
    expect(await group.add('c', DEADLINE)).toBe('c!');
  });

  it('leaves no timer behind', async () => {
    const { write } = disk();
    const before = timers();
    const group = new GroupCommit(write, LIMIT);
    await Promise.allSettled(addAll(group, 'a', 'bad', 'c'));
    await expect(group.add('d', 0)).rejects.toThrow();
    expect(timers()).toBe(before);
  });

  it('settles what it has before it is closed, and refuses what comes after', async () => {
    const { write } = disk();
    const group = new GroupCommit(write, LIMIT);
    const given = group.add('a', DEADLINE);
    const closed = group.close();
    await expect(group.add('b', DEADLINE)).rejects.toMatchObject({ code: 'store-closed' });
    await closed;
    expect(await given).toBe('a!');
  });
});
