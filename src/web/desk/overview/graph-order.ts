/** What is placed in a column: a box of a node, or the room through which an edge passes a column that it does not end in. */
export interface Item {
  readonly key: string;
  readonly height: number;
}

/** From an item to one of the next column. */
export type Link = readonly [left: string, right: string];

/** The least room between two items of a column. */
const GAP = 8;
const SWEEPS = 4;

/**
 * The upper edges of all items, by their keys: each column in the order, and each item near the height, of what it is linked
 * to (barycentre), so that few links cross and few are steep. The least of them is 0. The same for the same input.
 */
export const arrange = (
  columns: readonly (readonly Item[])[],
  links: readonly Link[],
): ReadonlyMap<string, number> => {
  const linked = neighboursOf(links);
  const heights = new Map(columns.flat().map(({ key, height }) => [key, height]));
  const tops = new Map<string, number>();
  const middleOf = (key: string): number => (tops.get(key) ?? 0) + (heights.get(key) ?? 0) / 2;
  const wishOf = (key: string): number => {
    const others = linked.get(key) ?? [];
    if (others.length === 0) return middleOf(key);
    return others.reduce((sum, other) => sum + middleOf(other), 0) / others.length;
  };
  const settle = (items: readonly Item[]): void => {
    const wishes = items.map((item) => ({ item, wish: wishOf(item.key) }));
    wishes.sort((one, other) => one.wish - other.wish);
    const found = spread(
      wishes.map(({ item, wish }) => ({ top: wish - item.height / 2, height: item.height })),
    );
    for (const [at, { item }] of wishes.entries()) tops.set(item.key, found[at] ?? 0);
  };

  for (const items of columns) {
    const found = spread(items.map(({ height }) => ({ top: 0, height })));
    for (const [at, item] of items.entries()) tops.set(item.key, found[at] ?? 0);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const items of columns) settle(items);
    for (const items of columns.toReversed()) settle(items);
  }
  const least = Math.min(...tops.values());
  return new Map([...tops].map(([key, top]) => [key, top - least]));
};

const neighboursOf = (links: readonly Link[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const add = (one: string, other: string): void => {
    const others = found.get(one);
    if (others) others.push(other);
    else found.set(one, [other]);
  };
  for (const [left, right] of links) {
    add(left, right);
    add(right, left);
  }
  return found;
};

interface Wished {
  readonly top: number;
  readonly height: number;
}

/**
 * The upper edges nearest to those wished for, in this order and without an overlap. Those that would overlap are pushed together
 * into one block, and the block to the mean of its wishes (the pool of adjacent violators).
 */
const spread = (wishes: readonly Wished[]): readonly number[] => {
  const before: number[] = [];
  let used = 0;
  for (const { height } of wishes) {
    before.push(used);
    used += height + GAP;
  }
  const blocks: { sum: number; size: number }[] = [];
  const meanOf = ({ sum, size }: { readonly sum: number; readonly size: number }): number => sum / size;
  for (const [at, { top }] of wishes.entries()) {
    let block = { sum: top - (before[at] ?? 0), size: 1 };
    for (let last = blocks.at(-1); last && meanOf(last) >= meanOf(block); last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, size: block.size + last.size };
      blocks.pop();
    }
    blocks.push(block);
  }
  const shifts = blocks.flatMap((block) => Array<number>(block.size).fill(Math.round(meanOf(block))));
  return shifts.map((shift, at) => shift + (before[at] ?? 0));
};
