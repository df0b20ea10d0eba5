import { type GraphEdge, type GraphNode } from './graph.ts';
import { type Box, type Course, drawLines, type Line, roomFor } from './graph-lines.ts';
import { arrange, type Item, type Link } from './graph-order.ts';

/** The graph as it is drawn, in the units of an SVG. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line[];
}

const BOX_WIDTH = 216;
const LEAST_HEIGHT = 28;
/** Around the picture, for what stands out a little: the ring of the focus. */
const MARGIN = 4;
/** By how many columns are in use. Arcs lead around outside the last one. */
const WIDTHS = [0, 340, 780, 980];
const ARC_ROOM = 90;
const THINNEST = 1.5;
const THICKEST = 9;

/** Wider by the same for each tenfold of the traffic. */
export const widthOf = (traffic: number): number =>
  Math.min(THICKEST, THINNEST + 2 * Math.log10(Math.max(1, traffic)));

/** From left to right: who only tells, who does both, who is only told. The same for the same input. */
export const layOut = (nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Layout => {
  const used = [0, 1, 2].filter((column) => nodes.some((node) => node.column === column));
  const courses = coursesOf(nodes, edges);
  const columns = used.map((column) => itemsOf(column, nodes, courses));
  const tops = arrange(columns, courses.flatMap(linksOf));

  const width = WIDTHS[used.length] ?? 0;
  const isOpen = used.at(-1) === 1 && courses.some(({ isArc }) => isArc);
  const right = width - BOX_WIDTH - MARGIN - (isOpen ? ARC_ROOM : 0);
  const step = used.length < 2 ? 0 : (right - MARGIN) / (used.length - 1);
  const placed = new Map(
    columns.flatMap((items, at) =>
      items.map(({ key, height }): [string, Box] => [
        key,
        { x: MARGIN + at * step, y: MARGIN + (tops.get(key) ?? 0), width: BOX_WIDTH, height },
      ]),
    ),
  );
  const bottoms = [...placed.values()].map(({ y, height }) => y + height);
  const keys = new Set(nodes.map(({ key }) => key));
  return {
    width,
    height: Math.max(0, ...bottoms) + MARGIN,
    boxes: new Map([...placed].filter(([key]) => keys.has(key))),
    lines: drawLines(courses, placed),
  };
};

const coursesOf = (nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly Course[] => {
  const columns = new Map(nodes.map(({ key, column }) => [key, column]));
  const hasMiddle = nodes.some(({ column }) => column === 1);
  return edges.map((edge) => {
    const [from, to] = [columns.get(edge.from), columns.get(edge.to)];
    return {
      edge,
      width: widthOf(edge.traffic),
      isArc: from === to,
      ...(hasMiddle && from === 0 && to === 2 && { via: `${edge.from} ${edge.to}` }),
    };
  });
};

const itemsOf = (
  column: number,
  nodes: readonly GraphNode[],
  courses: readonly Course[],
): readonly Item[] => [
  ...nodes
    .filter((node) => node.column === column)
    .map(({ key }) => ({ key, height: Math.max(LEAST_HEIGHT, Math.ceil(roomFor(key, courses)) + 8) })),
  ...courses.flatMap(({ via, width }) =>
    column === 1 && via !== undefined ? [{ key: via, height: Math.ceil(width) }] : [],
  ),
];

const linksOf = ({ edge: { from, to }, isArc, via }: Course): readonly Link[] => {
  if (isArc) return [];
  if (via === undefined) return [[from, to]];
  return [
    [from, via],
    [via, to],
  ];
};
