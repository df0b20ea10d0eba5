import { html } from 'hono/html';
import { printable } from '../../../core/printable.ts';
import { counted, grouped } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { type Graph, type Health } from './graph.ts';
import { edgePath, graphPicture } from './graph-picture.ts';
import { type OverviewData } from './overview-data.ts';

const LEGEND: readonly (readonly [Health, string])[] = [
  ['healthy', 'all delivered'],
  ['troubled', 'some dead'],
  ['failing', 'most dead'],
  ['refused', 'all refused'],
];

/** Who told whom in the last day, as a picture and as a table. */
export const graphSection = ({ graph, broken, hasMorePairs }: OverviewData): Html =>
  html`<h2>Spokes and hubs</h2>
    ${
      graph.edges.length === 0
        ? html`<p class="muted">Nothing went from a spoke to a hub in the last 24 hours.</p>`
        : html`<div
              class="picture scroll"
              tabindex="0"
              role="region"
              aria-label="Picture of the spokes and hubs"
            >
              ${graphPicture(graph, new Set(broken.map(({ hubId }) => hubId)))}
            </div>
            <ul class="legend">
              ${LEGEND.map(([health, text]) => html`<li>${sample(health)} ${text}</li>`)}
              <li class="muted">the wider, the more of them</li>
              ${graph.leftOut > 0 && html`<li class="muted">${leftOutText(graph, hasMorePairs)}</li>`}
            </ul>
            ${graphTable(graph)}`
    }`;

const leftOutText = ({ edges, leftOut }: Graph, hasMore: boolean): string =>
  `the ${edges.length} pairs with the most traffic; ${hasMore ? 'more than ' : ''}${counted(leftOut, 'pair')} left out`;

const sample = (health: Health): Html =>
  html`<svg class="graph sample" viewBox="0 0 36 14" width="36" height="14" aria-hidden="true">
    <g class="edge ${health}">
      <path class="line" d="M0 7h29" stroke-width="3" />
      <path class="head" d="M29 3 36 7 29 11Z" />
    </g>
  </svg>`;

const HEALTH: Readonly<Record<Health, string>> = Object.fromEntries(LEGEND) as Record<Health, string>;

const graphTable = ({ edges }: Graph): Html =>
  html`<details id="graph-table">
    <summary>The same as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of the spokes and hubs">
      <table>
        <thead>
          <tr>
            <th scope="col">Spoke</th>
            <th scope="col">Hub</th>
            <th scope="col" class="number">Delivered</th>
            <th scope="col" class="number">Dead</th>
            <th scope="col" class="number">Refused</th>
            <th scope="col">Health</th>
          </tr>
        </thead>
        <tbody>
          ${edges.map(
            (edge) =>
              html`<tr>
                <td><bdi>${printable(edge.pair.spoke)}</bdi></td>
                <td>
                  <a href="${edgePath(edge)}"><bdi>${printable(edge.pair.hub)}</bdi></a>
                </td>
                <td class="number">${grouped(edge.pair.delivered)}</td>
                <td class="number">${grouped(edge.pair.dead)}</td>
                <td class="number">${grouped(edge.pair.refused)}</td>
                <td>${HEALTH[edge.health]}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
