import { describe, expect, it } from 'vitest';
import { readRepository } from '../../src/core/repository.ts';

const DATA = { id: 1, full_name: 'acme/app', default_branch: 'trunk', archived: true };

describe('a repository from GitHub', () => {
  it.each([
    [{ private: false, visibility: 'public' }, 'public'],
    [{ private: true, visibility: 'internal' }, 'internal'],
    [{ private: false }, 'public'],
    [{ private: true }, 'private'],
    [{}, 'private'],
    [{ private: 'no' }, 'private'],
    [{ private: false, visibility: 'secret' }, 'public'],
  ])('with %o is %s: what is not surely public is private', (flags, visibility) => {
    expect(readRepository({ ...DATA, ...flags }, 9)).toEqual({
      id: 1,
      fullName: 'acme/app',
      installationId: 9,
      visibility,
      archived: true,
      defaultBranch: 'trunk',
    });
  });

  it.each([null, 'text', {}, { id: 'x', full_name: 'acme/app' }, { id: 1, full_name: 'no-slash' }])(
    'is none where the data is %o',
    (data) => {
      expect(readRepository(data, 1)).toBeUndefined();
    },
  );
});
