import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNSEEN, veilAll, veilFor } from '../../../src/web/desk/veil.ts';
import { type Viewer } from '../../../src/web/desk/viewer.ts';
import { aMember, anIndex, idOf } from '../../build/samples.ts';

const memberWho = (...readable: readonly string[]): Viewer => ({
  isOperator: false,
  actor: 'github:eve',
  name: 'eve',
  readable: new Set(readable.map(idOf)),
  writable: new Set(),
});
const OPERATOR: Viewer = { isOperator: true, actor: 'link', name: 'link' };

const index = anIndex(
  aMember('acme/app'),
  aMember('acme/app-docs'),
  aMember('acme/secret', {}, { formerNames: ['acme/older', 'acme/reused'] }),
  aMember('acme/reused'),
);
const veil = veilFor(memberWho('acme/app-docs', 'acme/reused'), index);

describe('the veil', () => {
  it.each([
    ['acme/secret does not accept acme/app-docs', `${UNSEEN} does not accept acme/app-docs`],
    ['see https://github.com/Acme/SECRET/pull/7.', `see https://github.com/${UNSEEN}/pull/7.`],
    [
      '"acme/secret", (acme/secret) acme/secret. -acme/secret_',
      `"${UNSEEN}", (${UNSEEN}) ${UNSEEN}. -${UNSEEN}_`,
    ],
    ['acme/app-docs is not acme/app', `acme/app-docs is not ${UNSEEN}`],
    ['git clone acme/secret.git', `git clone ${UNSEEN}.git`],
  ])('hides the names in: %s', (text, shown) => {
    expect(veil(text)).toBe(shown);
  });

  it('hides a name that such a repository had, unless another has it now', () => {
    expect(veil('acme/older and acme/reused')).toBe(`${UNSEEN} and acme/reused`);
  });

  it.each([
    'nobody/knows this one',
    'refs/heads/main',
    'acme/secretary',
    'myacme/secret',
    '1/2',
    'a//b',
    '/',
    '',
  ])('leaves %s as it is', (text) => expect(veil(text)).toBe(text));

  it('hides the longer of two names, and both of two that overlap', () => {
    const narrow = veilFor(memberWho(), anIndex(aMember('a/b'), aMember('b/c')));
    expect(narrow('x a/b/c y')).toBe(`x ${UNSEEN} y`);
    const wide = veilFor(memberWho('x/acme'), anIndex(aMember('x/acme'), aMember('acme/secret')));
    expect(wide('x/acme/secret')).toBe(`x/${UNSEEN}`);
  });

  it('reaches every text of a value, keys too, and leaves the rest', () => {
    const value = { 'acme/secret': [{ at: 'acme/secret@main', n: 1, none: null, is: true }] };
    expect(veilAll(value, veil)).toEqual({
      [UNSEEN]: [{ at: `${UNSEEN}@main`, n: 1, none: null, is: true }],
    });
  });

  it('reads a hostile text in time that grows with its length alone', () => {
    const text = '-a/a.a_'.repeat(4_000) + 'a-'.repeat(20_000) + '/'.repeat(20_000);
    expect(veil(text)).toBe(text);
  });
});

const part = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '_'), minLength: 1, maxLength: 3 });
const name = fc.tuple(part, part).map(([owner, repository]) => `${owner}/${repository}`);
const piece = fc.oneof(
  name,
  fc.constantFrom('/', ' ', ':', '@', '-', '"', 'é', '\u200b', 'see', '[', ']'),
  fc.string(),
);
const cased = (text: string, upper: readonly boolean[]): string =>
  Array.from(text, (letter, at) => (upper[at % upper.length] ? letter.toUpperCase() : letter)).join('');

const isLetter = (character: string | undefined): boolean => /^[a-z0-9]$/i.test(character ?? '');

/** Where a name stands by itself in a text, as a search by hand finds it. */
const placesOf = (wanted: string, text: string): readonly number[] =>
  Array.from({ length: text.length }, (_, at) => at).filter(
    (at) =>
      text.slice(at, at + wanted.length).toLowerCase() === wanted.toLowerCase() &&
      !isLetter(text[at - 1]) &&
      !isLetter(text[at + wanted.length]),
  );

describe('whatever the text, and whatever repositories there are', () => {
  it('no name of an unreadable one survives but within the name of one that they know', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 6, selector: (one) => one.toLowerCase() }),
        fc.uniqueArray(name, { maxLength: 4, selector: (one) => one.toLowerCase() }),
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 6 }),
        (names, former, pieces, upper, count) => {
          const readable = names.slice(0, count);
          const unreadable = names.slice(count);
          const gone = former.filter((one) => !names.includes(one) && unreadable.length > 0);
          const all = anIndex(
            ...names.map((one) =>
              aMember(one, {}, one === unreadable[0] ? { id: idOf(one), formerNames: gone } : {}),
            ),
          );
          if (new Set(names.map(idOf)).size < names.length) return;
          const shown = veilFor(memberWho(...readable), all)(cased([...pieces, ...names].join(''), upper));
          for (const hidden of [...unreadable, ...gone]) {
            for (const at of placesOf(hidden, shown)) {
              const isWithin = readable.some((known) =>
                placesOf(known, shown).some(
                  (from) => from <= at && at + hidden.length <= from + known.length,
                ),
              );
              expect(isWithin, `${hidden} in ${shown}`).toBe(true);
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('an operator reads it as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.constantFrom('acme/secret', 'acme/app'))), (pieces) => {
        const text = pieces.join('');
        expect(veilFor(OPERATOR, index)(text)).toBe(text);
      }),
    );
  });

  it('one who can read all reads it as it is', () => {
    const all = memberWho('acme/app', 'acme/app-docs', 'acme/secret', 'acme/reused');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.constantFrom('acme/secret', 'acme/older'))), (pieces) => {
        const text = pieces.join('');
        expect(veilFor(all, index)(text)).toBe(text);
      }),
    );
  });
});
