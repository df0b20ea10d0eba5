import { renderTable } from '../../src/cli/terminal.ts';
import { type Figure, ratioOf, type Spread, spreadOf, type Table } from './result.ts';

/** Three figures that count: "12,345", "98.7", "1.02"; "–" where nothing was measured. */
export const numberText = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size >= 99.95 || value === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3;
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

/** '' where there is none: nothing was measured, or once. */
const rangeText = ({ least, most }: Spread, samples: readonly number[]): string =>
  samples.length > 1 && Number.isFinite(least) ? `${numberText(least)}–${numberText(most)}` : '';

const ratioText = (ratio: number): string => (Number.isFinite(ratio) ? `${numberText(ratio)} ×` : '–');

export const headingOf = ({ name, unit }: Figure): string => (unit === '' ? name : `${name}, ${unit}`);

/** "1,234", "1,200–1,300", "0.98 ×", "0.95–1.01"; '' where it is the base, or was not measured. */
export interface CellText {
  readonly median: string;
  readonly range: string;
  readonly ratio: string;
  readonly ratioRange: string;
}

export const cellText = (figure: Figure, contestant: string, base: string): CellText => {
  const samples = figure.samples[contestant] ?? [];
  const spread = spreadOf(samples);
  const ratio = contestant === base ? spreadOf([]) : ratioOf(figure, contestant, base);
  return {
    median: numberText(spread.median),
    range: rangeText(spread, samples),
    ratio: Number.isFinite(ratio.median) ? ratioText(ratio.median) : '',
    ratioRange: rangeText(ratio, samples),
  };
};

/** Those that have the figure: the CPU of a database is of those that have one of their own. */
export const measuredBy = ({ contestants }: Table, { samples }: Figure): readonly string[] =>
  contestants.filter((name) => (samples[name] ?? []).some(Number.isFinite));

/** As it is printed: a line for each contestant at each figure, then the aims, then who is missing. */
export const tableText = (table: Table): string => {
  const rows = table.figures.flatMap((figure) =>
    measuredBy(table, figure).map((contestant, index) => {
      const { median, range, ratio, ratioRange } = cellText(figure, contestant, table.base);
      return [index === 0 ? headingOf(figure) : '', contestant, median, range, ratio, ratioRange];
    }),
  );
  return [
    `${table.part}: ${table.title}`,
    renderTable(
      ['FIGURE', 'OF', 'MEDIAN', 'LEAST–MOST', `TO ${table.base.toUpperCase()}`, 'LEAST–MOST'],
      rows,
    ),
    ...table.aims.map(({ text, found, isMet }) => `${isMet ? 'met   ' : 'MISSED'}  ${text}: ${found}`),
    ...table.missing.map(({ contestant, why }) => `missing ${contestant}: ${why}`),
  ].join('\n');
};
