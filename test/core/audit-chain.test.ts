import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chained,
  type ChainedLine,
  fromExported,
  type Link,
  ORIGIN,
  readLine,
  readLink,
  renderLink,
  withHash,
} from '../../src/core/audit-chain.ts';
import { type BrokenChain, createChainCheck } from '../../src/core/chain-check.ts';

const chainOf = (texts: readonly string[], after: Link = ORIGIN): readonly ChainedLine[] => {
  const lines: ChainedLine[] = [];
  for (const text of texts) {
    const entry = { at: 1_700_000_000_000, kind: 'started', actor: text, content: { text } };
    lines.push(chained(entry, lines.at(-1) ?? after));
  }
  return lines;
};

const check = (
  lines: readonly Pick<ChainedLine, 'text' | 'hash'>[],
  after: Link | undefined = ORIGIN,
  places: readonly Link[] = [],
): BrokenChain | undefined => {
  const checking = createChainCheck(after, places);
  for (const { text, hash } of lines) checking.take({ text, hash });
  return checking.result();
};

const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 12 });
const place = fc.nat({ max: 1_000 });
describe('the chain of the audit log', () => {
  it('is whole as it was made, whatever it tells, and as it is exported', () => {
    fc.assert(
      fc.property(texts, (all) => {
        const lines = chainOf(all);
        expect(check(lines)).toBeUndefined();
        expect(lines.map(({ text }) => readLine(text)?.content.text)).toEqual(
          all.map((text) => JSON.parse(JSON.stringify(text)) as string),
        );
        for (const line of lines) {
          const exported = withHash(line);
          expect(exported).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(Object.keys(JSON.parse(exported) as object).at(-1)).toBe('hash');
          expect(fromExported(exported)).toEqual({ text: line.text, hash: line.hash });
        }
      }),
    );
  });

  it('is seen to be broken where any character of a line is another', () => {
    fc.assert(
      fc.property(
        texts,
        place,
        place,
        fc.string({ minLength: 1, maxLength: 1 }),
        (all, at, where, character) => {
          const lines = chainOf(all);
          const index = at % lines.length;
          const line = lines[index]!;
          const spot = where % line.text.length;
          fc.pre(line.text[spot] !== character);
          const text = line.text.slice(0, spot) + character + line.text.slice(spot + 1);
          expect(check(lines.with(index, { ...line, text }))).toMatchObject({
            fault: expect.stringMatching(/^(changed|unreadable)$/),
          });
        },
      ),
    );
  });

  it('is seen to be broken where lines are gone, or it ends too early, or was written anew', () => {
    fc.assert(
      fc.property(texts, place, (all, at) => {
        const lines = chainOf(all);
        const index = at % (lines.length - 1);
        expect(check(lines.toSpliced(index, 1))).toMatchObject({ fault: 'removed', seq: index + 1 });
        const head = lines.at(-1)!;
        expect(check(lines.slice(0, index + 1), ORIGIN, [head])).toMatchObject({ fault: 'not-there' });
        expect(check(lines, ORIGIN, [head, lines[index]!])).toBeUndefined();
        const anew = chainOf(all.with(index, `${all[index]!}!`));
        expect(check(anew)).toBeUndefined();
        expect(check(anew, ORIGIN, [head])).toMatchObject({ fault: 'wrong-hash', seq: head.seq });
      }),
    );
  });

  it('is seen to be broken where two lines changed places', () => {
    fc.assert(
      fc.property(texts, place, place, (all, one, other) => {
        const lines = chainOf(all);
        const [a, b] = [one % lines.length, other % lines.length].toSorted((x, y) => x - y) as [
          number,
          number,
        ];
        fc.pre(a !== b);
        const swapped = lines.with(a, lines[b]!).with(b, lines[a]!);
        expect(check(swapped)).toMatchObject({ fault: 'out-of-order', seq: a + 1 });
      }),
    );
  });

  it('is seen to be broken where a line was put in, however well that fits the one before', () => {
    fc.assert(
      fc.property(texts, place, (all, at) => {
        const lines = chainOf(all);
        const index = at % (lines.length - 1);
        const entry = { at: 5, kind: 'started', actor: 'nobody', content: {} };
        const added = chained(entry, lines[index]!);
        expect(check(lines.toSpliced(index + 1, 0, added))).toMatchObject({
          fault: 'put-in',
          seq: index + 2,
        });
        const replaced = check(lines.with(index + 1, added));
        // Nothing follows the last one yet that would tell: a place that was kept elsewhere does.
        if (index + 2 === lines.length) expect(replaced).toBeUndefined();
        else expect(replaced).toMatchObject({ fault: 'wrong-hash', seq: index + 3 });
        expect(check(lines.with(index + 1, added), ORIGIN, [lines[index + 1]!])).toBeDefined();
        expect(check(lines.toSpliced(index, 0, lines[index]!))).toMatchObject({ fault: 'put-in' });
      }),
    );
  });

  it('tells a line that is kept under another number or time than its own', () => {
    const lines = chainOf(['a', 'b']);
    const checking = createChainCheck(ORIGIN);
    checking.take({ ...lines[0]!, seq: 1, at: 1_700_000_000_000 });
    expect(checking.result()).toBeUndefined();
    checking.take({ ...lines[1]!, seq: 2, at: 1_700_000_000_001 });
    expect(checking.result()).toMatchObject({ fault: 'changed', seq: 2 });
  });

  it('is not broken for being a part, and goes on after what was removed for its age', () => {
    const lines = chainOf(['a', 'b', 'c', 'd']);
    const checking = createChainCheck(undefined);
    for (const line of lines.slice(2)) checking.take(line);
    expect([checking.result(), checking.last]).toEqual([
      undefined,
      lines[3] && expect.objectContaining({ seq: 4 }),
    ]);
    const skipping = createChainCheck(ORIGIN);
    skipping.take(lines[0]!);
    skipping.skipTo(lines[2]!);
    skipping.take(lines[3]!);
    expect(skipping.result()).toBeUndefined();
  });

  it('must begin where nothing was before', () => {
    const [first] = chainOf(['a'], { seq: 0, hash: 'f'.repeat(64) });
    expect(check([first!], undefined)).toMatchObject({ fault: 'wrong-hash', seq: 1 });
  });

  it.each(['', '[]', '{"seq":1}', '{"seq":"1"', 'null'])('takes %j for no line', (text) => {
    expect(check([{ text, hash: '' }])).toMatchObject({ fault: 'unreadable', seq: 1 });
  });

  it('has places that a person can keep', () => {
    const [line] = chainOf(['a']);
    expect(readLink(` ${renderLink(line!)}\n`)).toEqual({ seq: 1, hash: line!.hash });
    for (const text of ['', '1', '1:abc', `x:${line!.hash}`, `1:${line!.hash}0`])
      expect(readLink(text)).toBeUndefined();
  });
});
