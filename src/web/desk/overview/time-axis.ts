import { html } from 'hono/html';
import { type Html } from '../layout.ts';
import { HOUR } from '../../../core/hour.ts';
import { type Bucket, DAY } from './buckets.ts';

/** What both charts share, in the units of an SVG: they stand one under the other, with the same times. */
export const CHART = { width: 1100, left: 60, right: 12, top: 12, bottom: 24 } as const;

const PLOT = CHART.width - CHART.left - CHART.right;

export const stepOf = (buckets: readonly Bucket[]): number => PLOT / Math.max(1, buckets.length);

/** The middle of a bucket. */
export const middleOf = (buckets: readonly Bucket[], at: number): number =>
  rounded(CHART.left + (at + 0.5) * stepOf(buckets));

export const rounded = (length: number): number => Math.round(length * 10) / 10;

/** "14:00", or "Mon 23" where a day begins. UTC. */
const label = (at: number): string => {
  const date = new Date(at);
  if (at % DAY !== 0) return date.toISOString().slice(11, 16);
  return date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' });
};

/** When a bucket was: "Mon 23, 14:00 to 15:00 UTC". */
export const spanText = ({ at, until }: Bucket): string => {
  const day = label(at - (at % DAY));
  return `${day}, ${clock(at)} to ${clock(until)} UTC`;
};

const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);

/** Labels where buckets begin: every third hour of a day, or every day of a week. */
const timeAxis = (buckets: readonly Bucket[], height: number): Html => {
  const y = height - CHART.bottom;
  const isDaily = buckets.some(({ at, until }) => until - at > HOUR);
  const marked = buckets.flatMap(({ at }, number) =>
    at % (isDaily ? DAY : 3 * HOUR) === 0 ? [{ at, number }] : [],
  );
  return html`<line class="axis" x1="${CHART.left}" x2="${CHART.width - CHART.right}" y1="${y}" y2="${y}" />
    ${marked.map(({ at, number }) => {
      const x = rounded(CHART.left + number * stepOf(buckets));
      return html`<line class="axis" x1="${x}" x2="${x}" y1="${y}" y2="${y + 4}" />
        <text x="${x}" y="${y + 18}" text-anchor="middle">${label(at)}</text>`;
    })}`;
};

/** A level line for each tick, with its text at the left. */
export const levels = (ticks: readonly { readonly y: number; readonly text: string }[]): Html =>
  html`${ticks.map(
    ({ y, text }) =>
      html`<line class="level" x1="${CHART.left}" x2="${CHART.width - CHART.right}" y1="${y}" y2="${y}" />
        <text x="${CHART.left - 8}" y="${y}" dy="0.35em" text-anchor="end">${text}</text>`,
  )}`;

/** A picture over the time of these buckets, with its axis. */
export const chart = (buckets: readonly Bucket[], height: number, label: string, content: Html): Html =>
  html`<svg
    class="chart"
    viewBox="0 0 ${CHART.width} ${height}"
    width="${CHART.width}"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    ${content} ${timeAxis(buckets, height)}
  </svg>`;
