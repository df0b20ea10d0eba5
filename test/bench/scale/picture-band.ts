import { type Colours, WIDTH } from './colours.ts';
import { type Slot } from './summary.ts';

/** One chart over the day. */
export interface Band {
  readonly top: number;
  readonly height: number;
  readonly title: string;
  readonly scale:
    | { readonly kind: 'linear'; readonly most: number }
    | { readonly kind: 'log'; readonly least: number; readonly most: number };
  readonly unit: (value: number) => string;
  readonly curves: readonly Curve[];
}

interface Curve {
  readonly label: string;
  readonly colour: 'accent' | 'other' | 'warn';
  readonly isFilled?: boolean;
  readonly of: (slot: Slot) => number;
}

export const LEFT = 84;
const RIGHT = WIDTH - 120;
const HOUR = 3_600_000;

export const drawBand = (
  { top, height, title, scale, unit, curves }: Band,
  slots: readonly Slot[],
  colours: Colours,
): string => {
  const first = slots[0]?.at ?? 0;
  const span = (slots.at(-1)?.at ?? first) - first || 1;
  const head = top + 32;
  const foot = top + height;
  const x = (at: number): number => LEFT + ((at - first) / span) * (RIGHT - LEFT);
  const y = (value: number): number => {
    const share =
      scale.kind === 'linear'
        ? value / scale.most
        : Math.log(Math.max(value, scale.least) / scale.least) / Math.log(scale.most / scale.least);
    return foot - share * (foot - head);
  };
  const grid = ticksOf(scale).map(
    (tick) =>
      `  <path d="M${LEFT} ${fixed(y(tick))}H${RIGHT}" stroke="${colours.line}"/>
  <text x="${LEFT - 10}" y="${fixed(y(tick) + 4)}" font-size="12" fill="${colours.quiet}" text-anchor="end">${unit(tick)}</text>`,
  );
  const hours = slots
    .filter(({ at }) => at % (3 * HOUR) === 0)
    .map(
      ({ at }) =>
        `  <text x="${fixed(x(at))}" y="${foot + 20}" font-size="12" fill="${colours.quiet}" text-anchor="middle">${new Date(at).toISOString().slice(11, 16)}</text>`,
    );
  const ends = labelPlaces(curves.map(({ of }) => y(lastOf(slots, of))));
  const drawn = curves.flatMap(({ label, colour, isFilled, of }, place) => {
    const path = slots
      .filter((slot) => of(slot) > 0)
      .map((slot, at) => `${at === 0 ? 'M' : 'L'}${fixed(x(slot.at))} ${fixed(y(of(slot)))}`)
      .join('');
    const area = `  <path d="${path}V${foot}H${LEFT}Z" fill="${colours.fill}"/>`;
    return [
      ...(isFilled ? [area] : []),
      `  <path d="${path}" fill="none" stroke="${colours[colour]}" stroke-width="2" stroke-linejoin="round"/>`,
      `  <text x="${RIGHT + 10}" y="${fixed((ends[place] ?? 0) + 4)}" font-size="12" fill="${colours[colour]}" font-weight="600">${label}</text>`,
    ];
  });
  return [
    `  <text x="${LEFT}" y="${top + 14}" font-size="15" fill="${colours.ink}" font-weight="600">${title}</text>`,
    ...grid,
    ...drawn,
    ...hours,
    `  <text x="${RIGHT + 10}" y="${foot + 20}" font-size="12" fill="${colours.quiet}">UTC</text>`,
  ].join('\n');
};

const ticksOf = (scale: Band['scale']): readonly number[] => {
  if (scale.kind === 'linear') return [0, scale.most / 2, scale.most];
  const ticks = [];
  for (let tick = scale.least; tick <= scale.most; tick *= 10) ticks.push(tick);
  return ticks;
};

const lastOf = (slots: readonly Slot[], of: Curve['of']): number =>
  slots.map(of).findLast((value) => value > 0) ?? 0;

/** The names at the ends of the curves, the highest first, far enough from each other to be read. */
const labelPlaces = (wanted: readonly number[]): readonly number[] => {
  const placed: number[] = [];
  for (const place of wanted) placed.push(Math.max(place, (placed.at(-1) ?? -Infinity) + 16));
  return placed;
};

const fixed = (value: number): string => String(Math.round(value * 10) / 10);
