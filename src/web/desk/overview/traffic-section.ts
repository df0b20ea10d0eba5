import { html, raw } from 'hono/html';
import { percentile } from '../../../core/percentile.ts';
import { grouped } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { lengthOf } from '../when.ts';
import { type Bucket } from './buckets.ts';
import { curveSample, latencyChart } from './latency-chart.ts';
import { type OverviewData } from './overview-data.ts';
import { spanText } from './time-axis.ts';
import { outcomeSample, trafficChart } from './traffic-chart.ts';

const SPANS = [
  [1, '/', '24 hours'],
  [7, '/?days=7', '7 days'],
] as const;

/** What ended, and how long it took, over time: as pictures, and as a table. */
export const trafficSection = ({ buckets, days }: OverviewData): Html =>
  html`<h2>Over time</h2>
    <nav class="spans" aria-label="How much time is shown">
      ${SPANS.map(
        ([span, path, name]) =>
          html`<a href="${path}#traffic" ${span === days ? raw('aria-current="true"') : ''}>${name}</a>`,
      )}
    </nav>
    <h3>Notifications</h3>
    <ul class="legend">
      ${(['delivered', 'refused', 'dead'] as const).map(
        (outcome) => html`<li>${outcomeSample(outcome)} ${outcome}</li>`,
      )}
    </ul>
    <div
      class="picture scroll"
      tabindex="0"
      role="region"
      aria-label="Picture of the notifications over time"
    >
      ${trafficChart(buckets)}
    </div>
    <h3>From planned to delivered</h3>
    ${speedPicture(buckets)} ${table(buckets)}`;

const speedPicture = (buckets: readonly Bucket[]): Html => {
  const chart = latencyChart(buckets);
  if (!chart) return html`<p class="muted">Nothing was delivered in this time.</p>`;
  return html`<ul class="legend">
      <li>${curveSample('median')} median: half of them took no longer</li>
      <li>${curveSample('slowest')} 95th percentile</li>
    </ul>
    <div class="picture scroll" tabindex="0" role="region" aria-label="Picture of the times to delivery">
      ${chart}
    </div>`;
};

const table = (buckets: readonly Bucket[]): Html =>
  html`<details id="traffic-table">
    <summary>The same as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of the notifications over time">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" class="number">Delivered</th>
            <th scope="col" class="number">Refused</th>
            <th scope="col" class="number">Dead</th>
            <th scope="col" class="number">Median</th>
            <th scope="col" class="number">95th percentile</th>
          </tr>
        </thead>
        <tbody>
          ${buckets.toReversed().map(
            (bucket) =>
              html`<tr>
                <th scope="row">${spanText(bucket)}</th>
                <td class="number">${grouped(bucket.delivered)}</td>
                <td class="number">${grouped(bucket.refused)}</td>
                <td class="number">${grouped(bucket.dead)}</td>
                <td class="number">${speedText(bucket, 0.5)}</td>
                <td class="number">${speedText(bucket, 0.95)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;

const speedText = ({ speeds }: Bucket, share: number): string => {
  const found = percentile(speeds, share);
  return found === undefined ? '–' : lengthOf(found);
};
