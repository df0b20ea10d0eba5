import { describe, expect, it } from 'vitest';
import { maySee, onlyNamed } from '../../src/core/may-see.ts';
import { type Visibility } from '../../src/core/repository.ts';
import { aRepository } from '../build/samples.ts';

describe('what readers of one repository may be told of another', () => {
  it.each<readonly [Visibility, string, Visibility, boolean]>([
    ['public', 'acme/docs', 'public', true],
    ['public', 'other/docs', 'public', true],
    ['private', 'other/docs', 'public', true],
    ['private', 'acme/docs', 'private', true],
    ['private', 'ACME/docs', 'private', true],
    ['private', 'acme/docs', 'internal', true],
    ['internal', 'acme/docs', 'private', true],
    ['public', 'acme/docs', 'private', false],
    ['public', 'acme/docs', 'internal', false],
    ['private', 'other/docs', 'private', false],
    ['internal', 'other/docs', 'internal', false],
  ])('of %s acme/app: %s, %s: %s', (visibility, name, itsVisibility, expected) => {
    const shownOn = aRepository('acme/app', { visibility });
    expect(maySee(shownOn, aRepository(name, { visibility: itsVisibility }))).toBe(expected);
  });

  it('of one of which only the name is known: what may be told of a private one of that name', () => {
    const closed = aRepository('acme/app', { visibility: 'private' });
    expect(maySee(closed, onlyNamed('acme/docs'))).toBe(true);
    expect(maySee(closed, onlyNamed('other/docs'))).toBe(false);
    expect(maySee(aRepository('acme/app', { visibility: 'public' }), onlyNamed('acme/docs'))).toBe(false);
  });
});
