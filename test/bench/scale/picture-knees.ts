import { type Resource } from './capacity.ts';
import { type Colours, WIDTH } from './colours.ts';

const LEFT = 340;
const RIGHT = WIDTH - 120;
const ROW = 34;
/** Beyond this load the axis ends. */
const MOST = 1_000;

/** How far the load may grow before each resource is used up: a bar for each, on a scale of powers of ten. */
export const drawKnees = (
  resources: readonly Resource[],
  { top, colours }: { readonly top: number; readonly colours: Colours },
): { readonly drawn: string; readonly bottom: number } => {
  const head = top + 46;
  const bottom = head + resources.length * ROW;
  const x = (load: number): number =>
    LEFT + (Math.log10(Math.min(Math.max(load, 1), MOST)) / Math.log10(MOST)) * (RIGHT - LEFT);
  const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map(
    (load) =>
      `  <path d="M${fixed(x(load))} ${head - 8}V${bottom - 4}" stroke="${colours.line}"/>
  <text x="${fixed(x(load))}" y="${head - 14}" font-size="12" fill="${colours.quiet}" text-anchor="middle">× ${load}</text>`,
  );
  const rows = resources.map(({ name, of, knee }, place) => {
    const at = head + place * ROW;
    const end = x(knee);
    const colour = place === 0 ? colours.warn : colours.accent;
    const said = knee > MOST ? `beyond × ${MOST}` : `× ${knee < 10 ? knee.toFixed(1) : knee.toFixed(0)}`;
    return `  <text x="24" y="${at + 11}" font-size="13" fill="${colours.ink}">${name}</text>
  <text x="24" y="${at + 26}" font-size="11" fill="${colours.quiet}">${of}</text>
  <rect x="${LEFT}" y="${at + 4}" width="${fixed(Math.max(2, end - LEFT))}" height="16" rx="3" fill="${colour}"/>
  <text x="${fixed(end + 8)}" y="${at + 17}" font-size="13" fill="${colour}" font-weight="600">${said}</text>`;
  });
  return {
    bottom,
    drawn: [
      `  <text x="24" y="${top}" font-size="15" fill="${colours.ink}" font-weight="600">What breaks first: used up at so many times the load</text>`,
      ...ticks,
      ...rows,
    ].join('\n'),
  };
};

const fixed = (value: number): string => String(Math.round(value * 10) / 10);
