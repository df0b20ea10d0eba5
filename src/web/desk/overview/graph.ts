import { type Pair } from '../../../flow/desk-ports.ts';

/**
 * How what went between two ended: all delivered, under half of it dead, half of it or more dead, or all refused (policy
 * said no, which is nobody's failure).
 */
export type Health = 'healthy' | 'troubled' | 'failing' | 'refused';

/** `column`: it only tells others (0), does both (1), or is only told (2). */
export interface GraphNode {
  readonly key: string;
  readonly name: string;
  readonly id: number;
  readonly column: 0 | 1 | 2;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly pair: Pair;
  readonly traffic: number;
  readonly health: Health;
}

/** `leftOut` counts the pairs that are not in it. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly leftOut: number;
}

export const trafficOf = ({ delivered, dead, refused }: Pair): number => delivered + dead + refused;

export const healthOf = ({ delivered, dead }: Pair): Health => {
  if (dead === 0) return delivered === 0 ? 'refused' : 'healthy';
  return dead < delivered ? 'troubled' : 'failing';
};

/** Of the `most` pairs with the most traffic. Repositories are one and the same by their id, which is 0 where it is not known. */
export const graphOf = (pairs: readonly Pair[], most: number): Graph => {
  const sorted = pairs.toSorted((one, other) => trafficOf(other) - trafficOf(one));
  const edges = sorted.slice(0, most).map((pair) => ({
    from: keyOf(pair.spokeId, pair.spoke),
    to: keyOf(pair.hubId, pair.hub),
    pair,
    traffic: trafficOf(pair),
    health: healthOf(pair),
  }));
  return { nodes: nodesOf(edges), edges, leftOut: sorted.length - edges.length };
};

const keyOf = (id: number, name: string): string => (id === 0 ? `name:${name}` : `id:${id}`);

const nodesOf = (edges: readonly GraphEdge[]): readonly GraphNode[] => {
  const telling = new Set(edges.map(({ from }) => from));
  const told = new Set(edges.map(({ to }) => to));
  const columnOf = (key: string): 0 | 1 | 2 => {
    if (!told.has(key)) return 0;
    return telling.has(key) ? 1 : 2;
  };
  const nodes = new Map<string, GraphNode>();
  const add = (key: string, id: number, name: string): void => {
    if (!nodes.has(key)) nodes.set(key, { key, id, name: name || `repository ${id}`, column: columnOf(key) });
  };
  for (const { from, to, pair } of edges) {
    add(from, pair.spokeId, pair.spoke);
    add(to, pair.hubId, pair.hub);
  }
  return [...nodes.values()];
};
