import { describe, expect, it } from 'vitest';
import { cutMiddle } from '../../../src/web/desk/cut-middle.ts';
import { notificationPath, notificationsPath, repositoryPath } from '../../../src/web/desk/paths.ts';
import { lengthOf, relativeTime } from '../../../src/web/desk/when.ts';

describe('a path', () => {
  it('holds what others named without being led astray', () => {
    expect(repositoryPath('acme/app')).toBe('/repositories/acme/app');
    expect(repositoryPath('acme/a b?c#d')).toBe('/repositories/acme/a%20b%3Fc%23d');
    expect(notificationPath('../x')).toBe('/notifications/..%2Fx');
    expect(notificationsPath({ spoke: 'a/b&hub=c', hub: '\uD83D' })).toBe(
      '/notifications?spoke=a%2Fb%26hub%3Dc&hub=%EF%BF%BD',
    );
    expect(notificationsPath({})).toBe('/notifications');
  });

  it.each(['endpoint:x', '', '/', 'a/', '/b', 'a/b/c', 'a/..', './b'])(
    'is none for what is no repository: %s',
    (name) => {
      expect(repositoryPath(name)).toBeUndefined();
    },
  );
});

describe('a time', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [2_449, '2.4 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_199_999, '119 min'],
    [7_200_000, '2 h'],
    [172_799_999, '47 h'],
    [172_800_000, '2 days'],
  ])('of %d ms reads %s', (duration, text) => expect(lengthOf(duration)).toBe(text));

  it.each([
    [1_000_000, 'just now'],
    [995_400, '4 s ago'],
    [640_000, '6 min ago'],
    [1_060_000, 'in 1 min'],
  ])('at %d reads %s', (at, text) => expect(relativeTime(at, 1_000_000)).toBe(text));
});

describe('a name that is too long', () => {
  it('keeps its beginning and its end', () => {
    expect(cutMiddle('acme/component-library', 11)).toBe('acme/…brary');
    expect(cutMiddle('acme/app', 8)).toBe('acme/app');
    expect(cutMiddle('😀😀😀😀😀', 3)).toBe('😀…😀');
  });
});
