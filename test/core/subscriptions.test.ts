import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Visibility } from '../../src/core/repository.ts';
import { NOTHING_SAID, Shelf } from '../../src/core/shelf.ts';
import { subscriptions } from '../../src/core/spoke-routes.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { aMember, anIndex } from '../build/samples.ts';

const names = fc.constantFrom(
  'acme/app',
  'acme/lib-a',
  'Acme/Lib-B',
  'other/app',
  'a/c',
  'acme-x/app',
  'ame/app',
  'acme/a',
);
const pieces = fc.constantFrom(
  ...['acme', 'Acme', 'other', 'a', '/', 'app', 'lib-', '*', '**', '?', '+', '[ab]', '\\', '!', 'Σ'],
);
const patterns = fc.oneof(
  names,
  fc.constantFrom(
    'acme/*',
    '*/*',
    '*/app',
    '**',
    '!acme/app',
    'acme*/app',
    'ac?me/app',
    'a+cme/app',
    '[a]cme/*',
    '\\acme/*',
    'acme/+a',
    'acme/?a',
  ),
  fc.array(pieces, { minLength: 1, maxLength: 5 }).map((some) => some.join('')),
);
const hubs = fc.array(
  fc.array(fc.array(patterns, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
  {
    maxLength: 6,
  },
);

describe('finding the hubs that subscribe', () => {
  it('gives what looking through all of them gives, whatever their patterns', () => {
    fc.assert(
      fc.property(
        hubs,
        names,
        fc.constantFrom<Visibility>('public', 'private'),
        fc.constantFrom('acme', 'other'),
        fc.boolean(),
        (all, name, visibility, owner, isPublishing) => {
          const members = all.map((rules, id) =>
            aMember(
              `${id % 2 === 0 ? owner : 'third'}/hub-${id}`,
              { subscribe: rules.map((from) => ({ on: { push: {} }, from })) },
              { id: id + 1 },
            ),
          );
          const publish = isPublishing ? [{ to: ['x/y'] }] : [];
          const spoke = aMember(name, { publish }, { id: 99, visibility });
          const index = anIndex(...members.toReversed(), spoke);
          expect(index.routesOf(spoke)).toEqual(members.flatMap((hub) => subscriptions(hub, spoke)));
          // And nothing of them stays behind.
          for (const { repository } of members) index.remove(repository.id);
          expect(index.routesOf(spoke)).toEqual([]);
          expect(index.sizes()).toEqual({ repositories: 1, routes: 0, filesWithProblems: 0 });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is as much work among ten thousand hubs of one owner as among ten', () => {
    const opened = (count: number): number => {
      const spoke = aMember('acme/app-7');
      const index = anIndex(spoke);
      for (let id = 1; id <= count; id += 1) {
        const from = id % 2 === 0 ? [`acme/app-${id}`] : [`acme/app-${id}`, `acme/part-${id}-*`];
        index.saveAtRest({
          repository: aMember(`acme/hub-${id}`, {}, { id }).repository,
          shelved: JSON.stringify({ subscribe: [{ on: { push: {} }, from }] }),
        });
      }
      let looked = 0;
      const declared = index.declared.bind(index);
      index.declared = (id) => {
        looked += 1;
        return declared(id);
      };
      expect(index.routesOf(spoke).map(({ id }) => id)).toEqual(['acme/hub-7:subscribe[0]']);
      return looked;
    };
    expect(opened(10_000)).toBe(opened(10));
  });
});

describe('files at rest', () => {
  it('say what they said when they were read', () => {
    const text = [
      'notify:',
      '  - hub: acme/docs',
      '    on: { push: { branches: [main, "!x"] }, release: }',
      '    if: "!contains(github.ref, \'x\')"',
      '    payload: { a: [1, null, "ü"], b: { c: true } }',
      '    coalesce: 30s',
      'accept: [{ from: acme/*, event-types: [a] }]',
      'max-hops: 2',
    ].join('\n');
    const own = parseConfig(text).config!;
    const index = anIndex();
    index.save({ ...aMember('acme/app', own), note: 'a note' });
    expect(index.declared(aMember('acme/app').repository.id)).toEqual({
      repository: aMember('acme/app').repository,
      own,
      note: 'a note',
    });
    expect(index.sizes()).toEqual({ repositories: 1, routes: 1, filesWithProblems: 1 });
  });

  it('are one where they say the same, and the same object each time while they are in use', () => {
    const shelf = new Shelf();
    const own = shelf.open('{"max-hops":2}');
    expect(shelf.open(shelf.put('{"max-hops":2}'))).toBe(own);
    for (let hops = 3; hops < 2_000; hops += 1) {
      shelf.open(`{"max-hops":${hops}}`);
      if (hops % 100 === 0) expect(shelf.open('{"max-hops":2}')).toBe(own);
    }
    for (let hops = 3; hops < 2_000; hops += 1) shelf.open(`{"max-hops":${hops}}`);
    expect(shelf.open('{"max-hops":2}')).not.toBe(own);
    expect(shelf.open(NOTHING_SAID)).toEqual({});
  });
});
