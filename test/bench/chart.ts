import { type Report } from './report.ts';
import { type Figure, ratioOf, type Spread, type Table } from './result.ts';
import { measuredBy, numberText } from './table-text.ts';

/** One figure of one table: a bar for each contestant, from 1 to its ratio to the base. */
interface Panel {
  readonly title: string;
  readonly figure: Figure;
  readonly base: string;
  readonly limit: number | undefined;
  readonly rows: readonly { readonly name: string; readonly ratio: Spread; readonly isOurs: boolean }[];
}

const WIDTH = 960;
const MARGIN = 24;
const GAP = 32;
const COLUMN = (WIDTH - 2 * MARGIN - GAP) / 2;
const NAMES = 162;
const RATIOS = 62;
const PLOT = COLUMN - NAMES - RATIOS;
const ROW = 20;
const HEAD = 46;
const TOP = 84;

/** Figures that an aim bounds; of a table without any, the first. What was measured once has no spread to show. */
const panelsOf = (table: Table): readonly Panel[] => {
  const { aims, figures, base, part, title } = table;
  const limits = new Map(aims.flatMap(({ limit }) => (limit ? [[limit.figure, limit.ratio]] : [])));
  const bounded = figures.filter(({ name }) => limits.has(name));
  const panels = (bounded.length > 0 ? bounded : figures.slice(0, 1)).map((figure): Panel => {
    const others = measuredBy(table, figure).filter((name) => name !== base);
    const areOurs = !others.some((name) => name.includes('Hub Relay'));
    const rows = others.map((name) => ({
      name,
      ratio: ratioOf(figure, name, base),
      isOurs: areOurs || name.includes('Hub Relay'),
    }));
    return {
      title: `${part[0]?.toUpperCase() ?? ''}${part.slice(1)}: ${title}`,
      figure,
      base,
      limit: limits.get(figure.name),
      rows: rows.filter(({ name, ratio }) => ratio.least > 0 && (figure.samples[name]?.length ?? 0) > 1),
    };
  });
  return panels.filter(({ rows }) => rows.length > 0);
};

const heightOf = ({ rows }: Panel): number => HEAD + rows.length * ROW + 22;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const at = (value: number): string => String(Number(value.toFixed(1)));

const text = (x: number, y: number, kind: string, words: string, anchor = 'start'): string =>
  `<text x="${at(x)}" y="${at(y)}" class="${kind}" text-anchor="${anchor}">${escaped(words)}</text>`;

const line = (x: number, from: number, to: number, kind: string): string =>
  `<path class="${kind}" d="M${at(x)} ${at(from)}V${at(to)}"/>`;

/** Cut where it would run into the next column. */
const fitting = (words: string, length: number): string =>
  words.length <= length ? words : `${words.slice(0, length - 1)}…`;

/** As far as the ratios go, and at least from half to double, so that a small difference looks small. */
const scaleOf = ({ rows, limit }: Panel): ((ratio: number) => number) => {
  const all = [...rows.flatMap(({ ratio }) => [ratio.least, ratio.most]), limit ?? 1].filter(Number.isFinite);
  const [least, most] = [Math.min(0.5, ...all), Math.max(2, ...all)].map(Math.log) as [number, number];
  return (ratio) => ((Math.log(ratio) - least) / (most - least)) * PLOT;
};

const panelSvg = (panel: Panel, x: number, y: number): string => {
  const { title, figure, base, limit, rows } = panel;
  const scale = scaleOf(panel);
  const left = x + NAMES;
  const top = y + HEAD;
  const bottom = top + rows.length * ROW;
  const bars = rows.map(({ name, ratio, isOurs }, index) => {
    const middle = top + index * ROW + ROW / 2;
    const [from, to] = [scale(1), scale(ratio.median)].toSorted((a, b) => a - b) as [number, number];
    const kind = isOurs ? 'ours' : 'other';
    return [
      text(x + NAMES - 8, middle + 4, isOurs ? 'name strong' : 'name', fitting(name, 25), 'end'),
      `<rect class="${kind} bar" x="${at(left + from)}" y="${at(middle - 5)}" width="${at(to - from)}" height="10"/>`,
      `<path class="${kind} spread" d="M${at(left + scale(ratio.least))} ${at(middle)}H${at(left + scale(ratio.most))}"/>`,
      `<circle class="${kind}" cx="${at(left + scale(ratio.median))}" cy="${at(middle)}" r="3.5"/>`,
      text(x + COLUMN, middle + 4, isOurs ? 'name strong' : 'name', `${numberText(ratio.median)} ×`, 'end'),
    ].join('');
  });
  const way = figure.better === 'more' ? 'more is better' : 'less is better';
  return [
    text(x, y + 14, 'title', fitting(title, 62)),
    text(x, y + 31, 'muted', `${figure.name}, to ${base} (${way})`),
    line(left + scale(1), top, bottom, 'one'),
    text(left + scale(1), bottom + 13, 'muted', '1', 'middle'),
    ...(limit === undefined || limit === 1
      ? []
      : [
          line(left + scale(limit), top, bottom, 'limit'),
          text(left + scale(limit), bottom + 13, 'muted', numberText(limit).replace(/\.0+$/, ''), 'middle'),
        ]),
    ...(limit === 1 ? [line(left + scale(1), top, bottom, 'limit')] : []),
    ...bars,
  ].join('\n');
};

const coloursOf = (colours: readonly string[]): string =>
  ['ground', 'ink', 'muted', 'line', 'ours', 'other', 'limit']
    .map((name, index) => `--${name}:${colours[index] ?? ''}`)
    .join(';');

const LIGHT = coloursOf(['#ffffff', '#1f2328', '#59636e', '#818b98', '#0969da', '#9ea7b1', '#1a7f37']);
const DARK = coloursOf(['#0d1117', '#f0f6fc', '#9198a1', '#656c76', '#4493f8', '#7d8590', '#3fb950']);

const STYLE = `:root{${LIGHT}}@media(prefers-color-scheme:dark){:root{${DARK}}}
.ground{fill:var(--ground)}text{fill:var(--ink);font-size:11.5px}
.head{font-size:17px;font-weight:600}.title{font-size:12.5px;font-weight:600}.muted{fill:var(--muted);font-size:11px}
.strong{font-weight:600}.name{font-variant-numeric:tabular-nums}.ours{fill:var(--ours);stroke:var(--ours)}.other{fill:var(--other);stroke:var(--other)}
.bar{opacity:.3;stroke:none}.spread{stroke-width:1.5}.one{stroke:var(--line)}.limit{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:4 3}`;

/** The ratios of all tables, on a scale where twice and half are equally far from 1; legible in light and in dark. */
export const chart = ({ parts }: Report): string => {
  const panels = parts.flatMap(({ tables }) => tables).flatMap(panelsOf);
  const tops: [number, number] = [TOP, TOP];
  const drawn = panels.map((panel) => {
    const column = tops[0] <= tops[1] ? 0 : 1;
    const y = tops[column];
    tops[column] += heightOf(panel) + 10;
    return panelSvg(panel, MARGIN + column * (COLUMN + GAP), y);
  });
  const height = Math.max(...tops) + 6;
  const words =
    'Bar and dot: median of the ratios of each round; thin line: least to most; green dashes: our aim. Scale: logarithmic.';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif">
<title id="title">Hub Relay and its peers, as ratios</title>
<desc id="desc">${escaped(panels.map(described).join(' '))}</desc>
<style>${STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
${text(MARGIN, 36, 'head', 'Hub Relay and its peers, as ratios')}
${text(MARGIN, 58, 'muted', words)}
${drawn.join('\n')}
</svg>
`;
};

/** For who can't see it. */
const described = ({ title, figure, base, rows }: Panel): string =>
  `${title}, ${figure.name} to ${base}: ${rows.map(({ name, ratio }) => `${name} ${numberText(ratio.median)} ×`).join(', ')}.`;
