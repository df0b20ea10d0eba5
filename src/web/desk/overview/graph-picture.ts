import { html } from 'hono/html';
import { isEndpoint } from '../../../core/endpoint.ts';
import { printable } from '../../../core/printable.ts';
import { grouped } from '../../../core/counted.ts';
import { cutMiddle } from '../cut-middle.ts';
import { type Html } from '../layout.ts';
import { notificationsPath, repositoryPath } from '../paths.ts';
import { type Graph, type GraphEdge, type GraphNode } from './graph.ts';
import { layOut } from './graph-layout.ts';
import { type Box, HEAD, type Line } from './graph-lines.ts';

/** As many characters as fit into a box, most of the time; what does not fit is cut off at its border. */
const MOST_CHARACTERS = 28;

/** As SVG. Boxes and lines are links, in the order of the columns. `broken` are the ids of hubs that are not tried any more. */
export const graphPicture = (graph: Graph, broken: ReadonlySet<number>): Html => {
  const { width, height, boxes, lines } = layOut(graph.nodes, graph.edges);
  return html`<svg
    class="graph"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="group"
    aria-label="Who told whom in the last day"
  >
    ${[...lines].sort((one, other) => other.width - one.width).map(lineOf)}
    ${graph.nodes.map((node) => boxOf(node, boxes.get(node.key), broken))}
  </svg>`;
};

/** In words: "acme/app to acme/docs: 1,204 delivered, 3 dead, 1 refused". */
export const edgeText = ({ pair }: GraphEdge): string => {
  const parts = [`${grouped(pair.delivered)} delivered`];
  if (pair.dead > 0) parts.push(`${grouped(pair.dead)} dead`);
  if (pair.refused > 0) parts.push(`${grouped(pair.refused)} refused`);
  return `${printable(pair.spoke)} to ${printable(pair.hub)}: ${parts.join(', ')}`;
};

export const edgePath = ({ pair: { spoke, hub } }: GraphEdge): string => notificationsPath({ spoke, hub });

const lineOf = ({ edge, width, path, middle, end, isArc }: Line): Html => {
  const back = isArc ? end.x + HEAD : end.x - HEAD;
  const half = Math.max(4, width / 2 + 1.5);
  return html`<a href="${edgePath(edge)}" class="edge ${edge.health}" aria-label="${edgeText(edge)}">
    <title>${edgeText(edge)}</title>
    <path class="reach" d="${path}" />
    <path class="line" d="${path}" stroke-width="${width.toFixed(1)}" />
    <path class="head" d="M${back} ${end.y - half}L${end.x} ${end.y}L${back} ${end.y + half}Z" />
    ${healthMark(edge, middle.x, middle.y)}
  </a>`;
};

/** On the lines where something died; a cross where most did. */
const healthMark = ({ health }: GraphEdge, x: number, y: number): Html | '' => {
  if (health !== 'failing' && health !== 'troubled') return '';
  const sign = health === 'failing' ? 'm-3-3 6 6m0-6-6 6' : 'm0-4v4.5m0 3v.5';
  return html`<g class="sign">
    <circle cx="${x}" cy="${y}" r="8" />
    <path d="M${x} ${y}${sign}" />
  </g>`;
};

const boxOf = (node: GraphNode, box: Box | undefined, broken: ReadonlySet<number>): Html | '' => {
  if (!box) return '';
  const isBroken = broken.has(node.id);
  const name = printable(node.name);
  const label = isBroken ? `${name}, broken` : name;
  const middle = box.y + box.height / 2;
  return html`<a href="${nodePath(node)}" class="node${isBroken ? ' broken' : ''}">
    <title>${label}</title>
    <rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="6" />
    ${kindMark(node, isBroken, box.x + 14, middle)}
    <svg x="${box.x + 26}" y="${box.y}" width="${box.width - 32}" height="${box.height}">
      <text y="${box.height / 2}" dy="0.35em">${nameText(cutMiddle(name, MOST_CHARACTERS))}</text>
    </svg>
  </a>`;
};

/** An endpoint has no page of its own. */
const nodePath = ({ id, name, column }: GraphNode): string => {
  const path = isEndpoint(id) ? undefined : repositoryPath(name);
  return path ?? notificationsPath(column === 0 ? { spoke: name } : { hub: name });
};

const nameText = (name: string): Html => {
  const slash = name.indexOf('/') + 1;
  return html`<tspan class="owner">${name.slice(0, slash)}</tspan><tspan>${name.slice(slash)}</tspan>`;
};

/** A square for a repository, a circle for an endpoint, a cross for what is broken. */
const kindMark = ({ id }: GraphNode, isBroken: boolean, x: number, y: number): Html => {
  if (isBroken) return html`<path class="kind" d="M${x} ${y}m-4-4 8 8m0-8-8 8" />`;
  return isEndpoint(id)
    ? html`<circle class="kind" cx="${x}" cy="${y}" r="4" />`
    : html`<rect class="kind" x="${x - 4}" y="${y - 4}" width="8" height="8" rx="2" />`;
};
