import { resourcesOf } from './capacity.ts';
import { COLOURS, WIDTH } from './colours.ts';
import { drawKnees } from './picture-knees.ts';
import { type Band, drawBand } from './picture-band.ts';
import { type Results } from './results.ts';
import { type Slot } from './summary.ts';

const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

/** The day as it comes and as it is told, and what breaks first; for one of GitHub's modes. '' where no day was simulated. */
export const drawPicture = (results: Results, mode: keyof typeof COLOURS): string => {
  const colours = COLOURS[mode];
  const slots = results.scenarios.find(({ name }) => name === 'day')?.summary.slots ?? [];
  if (slots.length === 0) return '';
  const knees = drawKnees(resourcesOf(results), { top: 500, colours });
  const height = knees.bottom + 20;
  const title = `A day of ${results.installations.toLocaleString('en-US')} installations on one process, simulated`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc" font-family="${FONT}">
  <title id="title">${title}</title>
  <desc id="desc">Events a second over the day, the time from a webhook to its hub over the day, and how far the load may grow before each resource is used up.</desc>
  <rect width="${WIDTH}" height="${height}" rx="8" fill="${colours.page}"/>
${[...bandsOf(slots).map((band) => drawBand(band, slots, colours)), knees.drawn].join('\n')}
</svg>
`;
};

const bandsOf = (slots: readonly Slot[]): readonly Band[] => [
  {
    top: 20,
    height: 170,
    title: 'Events a second',
    scale: { kind: 'linear', most: niceAbove(Math.max(...slots.map(({ peakMinute }) => peakMinute))) },
    unit: (value) => String(value),
    curves: [
      { label: 'busiest minute', colour: 'other', of: ({ peakMinute }) => peakMinute },
      { label: 'mean', colour: 'accent', isFilled: true, of: ({ events }) => events },
    ],
  },
  {
    top: 250,
    height: 170,
    title: 'From the webhook to the hub',
    scale: { kind: 'log', least: 100, most: mostOf(slots) },
    unit: (value) => (value < 1_000 ? `${value} ms` : `${value / 1_000} s`),
    curves: [
      { label: 'p99.9', colour: 'warn', of: ({ toHub }) => toHub.p999 },
      { label: 'p99', colour: 'other', of: ({ toHub }) => toHub.p99 },
      { label: 'p50', colour: 'accent', of: ({ toHub }) => toHub.p50 },
    ],
  },
];

/** 1, 2, 3 or 5 times a power of ten. */
const niceAbove = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return power * ([1, 2, 3, 5].find((times) => times * power >= value) ?? 10);
};

const mostOf = (slots: readonly Slot[]): number =>
  Math.max(10_000, 10 ** Math.ceil(Math.log10(Math.max(1, ...slots.map(({ toHub }) => toHub.p999)))));
