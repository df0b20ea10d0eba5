import { html } from 'hono/html';
import { percentile } from '../../../core/percentile.ts';
import { type Html } from '../layout.ts';
import { lengthOf } from '../when.ts';
import { type Bucket } from './buckets.ts';
import { durationTicks } from './ticks.ts';
import { CHART, chart, levels, middleOf, rounded, spanText } from './time-axis.ts';

const HEIGHT = 170;
const GROUND = HEIGHT - CHART.bottom;

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** How long it took from planned to delivered, as lines over time, on a logarithmic scale; `undefined` where nothing was. */
export const latencyChart = (buckets: readonly Bucket[]): Html | undefined => {
  const medians = buckets.map(({ speeds }) => percentile(speeds, 0.5));
  const slowest = buckets.map(({ speeds }) => percentile(speeds, 0.95));
  const known = [...medians, ...slowest].filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  const ticks = durationTicks(Math.min(...known), Math.max(...known));
  const [low, high] = [Math.log(ticks[0] ?? 1), Math.log(ticks.at(-1) ?? 10)];
  const heightOf = (duration: number): number => {
    const share = (Math.log(Math.max(duration, 1)) - low) / (high - low);
    return rounded(GROUND - (GROUND - CHART.top) * Math.min(1, Math.max(0, share)));
  };
  const spots = (values: readonly (number | undefined)[], name: string): readonly (Spot | undefined)[] =>
    values.map((value, at) => {
      const bucket = buckets[at];
      if (value === undefined || !bucket) return undefined;
      const text = `${spanText(bucket)}: ${name} ${lengthOf(value)}`;
      return { x: middleOf(buckets, at), y: heightOf(value), text };
    });
  return chart(
    buckets,
    HEIGHT,
    'Median and 95th percentile of the time from planned to delivered',
    html`${levels(ticks.map((tick) => ({ y: heightOf(tick), text: lengthOf(tick) })))}
    ${curve(spots(slowest, '95th percentile'), 'slowest')} ${curve(spots(medians, 'median'), 'median')}`,
  );
};

/** A line breaks where nothing was measured. The spots of the median are round, the others square. */
const curve = (spots: readonly (Spot | undefined)[], name: 'median' | 'slowest'): Html => {
  const steps = spots.flatMap((spot, at) =>
    spot ? [`${spots[at - 1] ? 'L' : 'M'}${spot.x} ${spot.y}`] : [],
  );
  return html`<g class="curve ${name}">
    <path d="${steps.join('')}" />
    ${spots.map((spot) => spot && dot(spot, name))}
  </g>`;
};

const dot = ({ x, y, text }: Spot, name: 'median' | 'slowest'): Html =>
  name === 'median'
    ? html`<circle cx="${x}" cy="${y}" r="3"><title>${text}</title></circle>`
    : html`<rect x="${x - 3}" y="${y - 3}" width="6" height="6"><title>${text}</title></rect>`;

/** One of the two, as the chart shows it. */
export const curveSample = (name: 'median' | 'slowest'): Html =>
  html`<svg class="chart sample" viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">
    <g class="curve ${name}">
      <path d="M0 7h26" />
      ${
        name === 'median'
          ? html`<circle cx="13" cy="7" r="3" />`
          : html`<rect x="10" y="4" width="6" height="6" />`
      }
    </g>
  </svg>`;
