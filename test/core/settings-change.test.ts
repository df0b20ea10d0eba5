import { describe, expect, it } from 'vitest';
import { settingChanges } from '../../src/core/settings-change.ts';

const remembered = (shown: Record<string, string>, fingerprints: Record<string, string>, key = 'k') => ({
  shown,
  fingerprints,
  key,
});

describe('what differs between two starts', () => {
  it('is told with both values, and of a secret only that it is another', () => {
    const before = remembered({ HOST: 'localhost', PORT: '1', GONE: 'x' }, { A: '1', B: '1', C: '1' });
    const now = remembered({ HOST: 'localhost', PORT: '2', NEW: 'y' }, { A: '1', B: '2', D: '1' });
    expect(settingChanges(before, now)).toEqual({
      PORT: { from: '1', to: '2' },
      GONE: { from: 'x' },
      NEW: { to: 'y' },
      B: 'changed',
      C: 'removed',
      D: 'added',
    });
  });

  it('is nothing where all is as it was', () => {
    const before = remembered({ HOST: 'localhost' }, { A: '1' });
    expect(settingChanges(before, before)).toEqual({});
  });

  it('is the key alone where that is another, and nothing can be said of what it was made for', () => {
    const before = remembered({}, { A: '1', B: '1' }, 'old');
    expect(settingChanges(before, remembered({}, { A: '2', C: '2' }, 'new'))).toEqual({
      B: 'removed',
      C: 'added',
      PRIVATE_KEY: 'changed',
    });
  });
});
