import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pair } from '../../../src/flow/desk-ports.ts';
import { graphOf, healthOf } from '../../../src/web/desk/overview/graph.ts';
import { layOut, widthOf } from '../../../src/web/desk/overview/graph-layout.ts';
import { aPair } from '../../build/fixed-desk.ts';

/** Few repositories, so that many are spokes and hubs, tell each other, or themselves; some endpoints. */
const PAIRS: fc.Arbitrary<readonly Pair[]> = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 14 }),
      fc.oneof(fc.integer({ min: 1, max: 14 }), fc.integer({ min: -3, max: -1 })),
    ),
    { maxLength: 60, selector: String },
  )
  .chain((ends) =>
    fc.tuple(
      ...ends.map(([spokeId, hubId]) =>
        fc
          .record({ delivered: fc.nat(100_000), dead: fc.nat(10), refused: fc.nat(10) })
          .map((counts) => aPair(spokeId, hubId, counts)),
      ),
    ),
  );

const layoutOf = (pairs: readonly Pair[]) => {
  const graph = graphOf(pairs, 60);
  return { graph, layout: layOut(graph.nodes, graph.edges) };
};

/** The numbers of an SVG path. */
const numbersIn = (path: string): readonly number[] =>
  [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number));

describe('the layout of the graph', () => {
  it('gives every repository a box of its own, within the picture', () => {
    fc.assert(
      fc.property(PAIRS, (pairs) => {
        const { graph, layout } = layoutOf(pairs);
        expect([...layout.boxes.keys()].sort()).toEqual(graph.nodes.map(({ key }) => key).sort());
        const boxes = [...layout.boxes.values()];
        for (const [at, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
          expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
          for (const other of boxes.slice(at + 1)) {
            const areApart =
              box.x + box.width <= other.x ||
              other.x + other.width <= box.x ||
              box.y + box.height <= other.y ||
              other.y + other.height <= box.y;
            expect(areApart, JSON.stringify([box, other])).toBe(true);
          }
        }
      }),
    );
  });

  it('ends every line at the borders of its two boxes, and draws it between them', () => {
    fc.assert(
      fc.property(PAIRS, (pairs) => {
        const { graph, layout } = layoutOf(pairs);
        expect(layout.lines.map(({ edge }) => edge)).toEqual(graph.edges);
        for (const { edge, width, start, end, path, isArc } of layout.lines) {
          const [from, to] = [layout.boxes.get(edge.from)!, layout.boxes.get(edge.to)!];
          expect(start.x).toBe(from.x + from.width);
          expect(end.x).toBe(isArc ? to.x + to.width : to.x);
          for (const [point, box] of [
            [start, from],
            [end, to],
          ] as const) {
            expect(point.y - width / 2).toBeGreaterThanOrEqual(box.y);
            expect(point.y + width / 2).toBeLessThanOrEqual(box.y + box.height);
          }
          expect(numbersIn(path).slice(0, 2)).toEqual([start.x, start.y]);
          expect(numbersIn(path).at(-1)).toBe(end.y);
          expect(Math.abs(numbersIn(path).at(-2)! - end.x)).toBeCloseTo(7);
        }
      }),
    );
  });

  it('keeps apart the lines that meet one side of a box', () => {
    fc.assert(
      fc.property(PAIRS, (pairs) => {
        const ends = layoutOf(pairs).layout.lines.flatMap(({ start, end, width }) => [
          { ...start, width },
          { ...end, width },
        ]);
        for (const [at, one] of ends.entries()) {
          for (const other of ends.slice(at + 1).filter(({ x }) => x === one.x)) {
            expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual((one.width + other.width) / 2);
          }
        }
      }),
    );
  });

  it('keeps lines that pass the middle column clear of its boxes', () => {
    // 1 → 2 → 3, and 1 → 3 past it.
    const { layout } = layoutOf([aPair(1, 2), aPair(2, 3), aPair(1, 3)]);
    const passing = layout.lines.find(({ edge }) => edge.from === 'id:1' && edge.to === 'id:3')!;
    const middle = layout.boxes.get('id:2')!;
    expect(passing.middle.x).toBeGreaterThan(middle.x);
    expect(passing.middle.x).toBeLessThan(middle.x + middle.width);
    const { y } = passing.middle;
    expect(y + passing.width / 2 <= middle.y || y - passing.width / 2 >= middle.y + middle.height).toBe(true);
  });

  it('is the same for the same traffic', () => {
    fc.assert(
      fc.property(PAIRS, (pairs) => {
        expect(layoutOf(pairs)).toEqual(layoutOf(structuredClone(pairs)));
      }),
    );
  });

  it('puts who only tells at the left, who does both in the middle, and who is only told at the right', () => {
    const { layout } = layoutOf([aPair(1, 2), aPair(2, 3), aPair(1, -1)]);
    const places = ['id:1', 'id:2', 'id:3', 'id:-1'].map((key) => layout.boxes.get(key)!.x);
    expect(places[0]).toBeLessThan(places[1]!);
    expect(places[1]).toBeLessThan(places[2]!);
    expect(places[3]).toBe(places[2]);
  });

  it('crosses no lines where there is an order without', () => {
    const { layout } = layoutOf([aPair(1, 13), aPair(2, 12), aPair(3, 11), aPair(4, 13), aPair(5, 12)]);
    for (const one of layout.lines) {
      for (const other of layout.lines) {
        expect((one.start.y - other.start.y) * (one.end.y - other.end.y)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('draws nothing of nothing', () => {
    expect(layOut([], [])).toMatchObject({ lines: [], width: 0 });
  });
});

describe('the graph', () => {
  it('shows the pairs with the most traffic, and says how many it leaves out', () => {
    const graph = graphOf(
      [aPair(1, 9, { delivered: 1 }), aPair(2, 9, { dead: 7 }), aPair(3, 9, { refused: 4 })],
      2,
    );
    expect(graph.edges.map(({ pair }) => pair.spokeId)).toEqual([2, 3]);
    expect(graph.nodes.map(({ name }) => name)).toEqual(['acme/r2', 'acme/r9', 'acme/r3']);
    expect(graph.leftOut).toBe(1);
  });

  it('takes repositories for one by their id, whatever they were called', () => {
    const graph = graphOf([aPair(1, 2), aPair(2, 3, { spoke: 'acme/renamed' })], 60);
    expect(graph.nodes).toHaveLength(3);
  });

  it.each([
    [{ delivered: 5, dead: 0, refused: 3 }, 'healthy'],
    [{ delivered: 5, dead: 4, refused: 0 }, 'troubled'],
    [{ delivered: 5, dead: 5, refused: 0 }, 'failing'],
    [{ delivered: 0, dead: 1, refused: 9 }, 'failing'],
    [{ delivered: 0, dead: 0, refused: 9 }, 'refused'],
  ])('takes %j for %s', (counts, health) => expect(healthOf(aPair(1, 2, counts))).toBe(health));

  it('draws more traffic wider, by its powers of ten', () => {
    expect(widthOf(1000) - widthOf(100)).toBeCloseTo(widthOf(100) - widthOf(10));
    expect(widthOf(10)).toBeGreaterThan(widthOf(1));
    expect(widthOf(10 ** 12)).toBe(widthOf(10 ** 13));
  });
});
