import { html } from 'hono/html';
import { grouped } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { type Bucket } from './buckets.ts';
import { countTicks } from './ticks.ts';
import { CHART, chart, levels, middleOf, rounded, spanText, stepOf } from './time-axis.ts';

/** From the ground up. Each has a texture of its own beside its colour. */
const OUTCOMES = ['delivered', 'refused', 'dead'] as const;
type Outcome = (typeof OUTCOMES)[number];

const HEIGHT = 200;
const GROUND = HEIGHT - CHART.bottom;
/** So that one that died is seen beside thousands that did not. */
const LEAST = 3;

/** How many ended how, as bars over time. */
export const trafficChart = (buckets: readonly Bucket[]): Html => {
  const ticks = countTicks(Math.max(0, ...buckets.map(totalOf)));
  const top = ticks.at(-1) ?? 1;
  const scale = (count: number): number => ((GROUND - CHART.top) * count) / top;
  return chart(
    buckets,
    HEIGHT,
    'Notifications that were delivered, refused or given up, over time',
    html`${textures()}
    ${levels(ticks.map((tick) => ({ y: rounded(GROUND - scale(tick)), text: grouped(tick) })))}
    ${buckets.map((bucket, at) => bar(bucket, middleOf(buckets, at), stepOf(buckets), scale))}`,
  );
};

const totalOf = ({ delivered, refused, dead }: Bucket): number => delivered + refused + dead;

const bar = (bucket: Bucket, middle: number, step: number, scale: (count: number) => number): Html => {
  const width = rounded(step * 0.7);
  const x = rounded(middle - width / 2);
  let y = GROUND;
  const parts = OUTCOMES.filter((outcome) => bucket[outcome] > 0).map((outcome) => {
    const height = rounded(Math.max(LEAST, scale(bucket[outcome])));
    y = rounded(y - height);
    return { outcome, height, y };
  });
  const said = OUTCOMES.map((outcome) => `${grouped(bucket[outcome])} ${outcome}`).join(', ');
  return html`<g>
    <title>${spanText(bucket)}: ${said}</title>
    <rect
      class="reach"
      x="${rounded(middle - step / 2)}"
      y="${CHART.top}"
      width="${rounded(step)}"
      height="${GROUND - CHART.top}"
    />
    ${parts.map(
      (part) =>
        html`<rect
            class="bar ${part.outcome}"
            x="${x}"
            y="${part.y}"
            width="${width}"
            height="${part.height}"
          />${texture(part.outcome, x, part.y, width, part.height)}`,
    )}
    ${bucket.dead > 0 && html`<path class="cross" d="M${middle} ${rounded(y - 7)}m-3-3 6 6m0-6-6 6" />`}
  </g>`;
};

const texture = (outcome: Outcome, x: number, y: number, width: number, height: number): Html | '' =>
  outcome === 'delivered'
    ? ''
    : html`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="url(#texture-${outcome})" />`;

const textures = (): Html =>
  html`<defs>
    <pattern id="texture-refused" width="6" height="6" patternUnits="userSpaceOnUse">
      <path class="texture" d="M-1 7 7-1M-1 1 1-1M5 7 7 5" />
    </pattern>
    <pattern id="texture-dead" width="5" height="5" patternUnits="userSpaceOnUse">
      <path class="texture" d="M0 0 5 5M5 0 0 5" />
    </pattern>
  </defs>`;

/** One of the three, as the bars show it. */
export const outcomeSample = (outcome: Outcome): Html =>
  html`<svg class="chart sample" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    <rect class="bar ${outcome}" width="14" height="14" rx="2" />
    ${texture(outcome, 0, 0, 14, 14)}
  </svg>`;
