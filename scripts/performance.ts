import { readFileSync } from 'node:fs';
import { chart } from '../test/bench/chart.ts';
import { type Machine } from '../test/bench/machine.ts';
import { parseReport, type PartReport, type Report } from '../test/bench/report.ts';
import { type Figure, ratioOf, spreadOf, type Table } from '../test/bench/result.ts';
import { cellText, headingOf, measuredBy, numberText } from '../test/bench/table-text.ts';
import { code, paragraphs, tableOf } from './reference/markdown.ts';

/** What `npm run bench -- --keep` left. */
const keptReport = (): Report =>
  parseReport(readFileSync(new URL('../docs/performance.json', import.meta.url), 'utf8'));

/** A row of the README's table. */
interface Pick {
  readonly what: string;
  readonly part: string;
  /** In the table's title. */
  readonly title: string;
  readonly figure: string;
  readonly ours: string;
  readonly peer: string;
}

const INTAKE = { part: 'intake', title: '7 KB', ours: 'Hub Relay, SQLite' };

const PICKS: readonly Pick[] = [
  { ...INTAKE, what: 'Webhooks taken a second, 7 KB each', figure: 'requests a second', peer: 'bare Probot' },
  { ...INTAKE, what: 'The slowest of a hundred of them', figure: 'p99', peer: 'bare Probot' },
  {
    ...INTAKE,
    what: 'The same, beside the receiver of tutorials',
    figure: 'requests a second',
    peer: 'FastAPI, uvicorn',
  },
  {
    part: 'through-time',
    title: 'dispatch, 1 a second',
    what: 'From the webhook to the dispatch, half of them within',
    figure: 'p50',
    ours: 'Hub Relay, SQLite',
    peer: 'Probot app',
  },
  {
    part: 'through-time',
    title: 'One push to 75 hubs',
    what: 'Killed after 10 s of a push to 75 hubs, and started again: hubs told',
    figure: 'hubs told in the end',
    ours: 'Hub Relay, SQLite',
    peer: 'Probot app',
  },
  {
    part: 'cost',
    title: 'For each notification',
    what: 'Requests to GitHub for each notification',
    figure: 'API requests',
    ours: 'Hub Relay, SQLite',
    peer: 'Probot app, no throttling',
  },
  {
    part: 'start',
    title: 'Cold start',
    what: 'From the start of the process to the first of them',
    figure: 'cold start',
    ours: 'Hub Relay, package',
    peer: 'bare Probot',
  },
  {
    part: 'start',
    title: 'Cold start',
    what: 'Memory when idle',
    figure: 'idle memory, resident',
    ours: 'Hub Relay, package',
    peer: 'bare Probot',
  },
];

const pickRow = ({ parts }: Report, pick: Pick): readonly string[] => {
  const tables = parts.filter(({ name }) => name === pick.part).flatMap((part) => part.tables);
  const found = tables.find(({ title }) => title.includes(pick.title));
  const figure = found?.figures.find(({ name }) => name === pick.figure);
  if (!figure)
    throw new Error(`docs/performance.json has no "${pick.figure}" in "${pick.title}" of ${pick.part}`);
  const medianOf = (name: string): string => {
    const text = numberText(spreadOf(figure.samples[name] ?? []).median);
    return figure.unit === '' ? text : `${text} ${figure.unit}`;
  };
  const { median } = ratioOf(figure, pick.ours, pick.peer);
  return [
    pick.what,
    medianOf(pick.ours),
    `${medianOf(pick.peer)} (${pick.peer})`,
    Number.isFinite(median) ? `${numberText(median)} ×` : '–',
  ];
};

/** A part that was never kept has no rows. */
export const shortForm = (report: Report): string =>
  tableOf(
    ['', 'Hub Relay', 'beside it', 'ratio'],
    PICKS.filter(({ part }) => report.parts.some(({ name }) => name === part)).map((pick) =>
      pickRow(report, pick),
    ),
  );

const COLUMNS = 4;

const withRange = (text: string, range: string): string => (range === '' ? text : `${text} (${range})`);

const cellOf = (figure: Figure, contestant: string, base: string): string => {
  const { median, range, ratio, ratioRange } = cellText(figure, contestant, base);
  const absolute = withRange(median, range);
  return ratio === '' ? absolute : `${absolute}<br>${withRange(`**${ratio}**`, ratioRange)}`;
};

/** Rows of contestants; figures beyond the fourth stand in a table of their own. */
const figuresOf = (table: Table): readonly string[] => {
  const { base } = table;
  const starts = table.figures.map((_, index) => index).filter((index) => index % COLUMNS === 0);
  return starts.map((start) => {
    const figures = table.figures.slice(start, start + COLUMNS);
    const rows = table.contestants
      .filter((name) => figures.some((figure) => measuredBy(table, figure).includes(name)))
      .map((name) => [
        name === base ? `${name} (the base)` : name,
        ...figures.map((figure) => cellOf(figure, name, base)),
      ]);
    return tableOf(['', ...figures.map(headingOf)], rows);
  });
};

/** A table as the document has it. */
export const tableSection = (table: Table): string =>
  paragraphs([
    `#### ${table.title}`,
    ...figuresOf(table),
    table.aims
      .map(({ text, found, isMet }) => `- ${isMet ? 'Met' : '**Missed**'}: ${text}. Found: ${found}.`)
      .join('\n'),
    table.missing.map(({ contestant, why }) => `- Missing: ${contestant}; ${why}.`).join('\n'),
  ]);

const partSection = ({ name, date, commit, command, seconds, tables }: PartReport): string =>
  paragraphs([
    `### ${name[0]?.toUpperCase() ?? ''}${name.slice(1).replaceAll('-', ' ')}`,
    `${code(command)}, ${date}, at ${code(commit)}; it took ${numberText(seconds)} s.`,
    ...tables.map(tableSection),
  ]);

const machineRow = (machine: Machine, names: readonly string[]): readonly string[] => [
  names.join(', '),
  `${machine.processor}, ${machine.cores} cores, ${numberText(machine.memory / 1_000)} GB`,
  `${machine.system}; Node ${machine.node}`,
  `${numberText(machine.fsync)} ms`,
  numberText(machine.load),
  Object.entries(machine.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', '),
];

/** Each part on its machine; the load before it tells how far absolute numbers can be believed. */
const machineTable = ({ parts }: Report): string =>
  tableOf(
    ['parts', 'machine', 'system', 'fsync of 4 KB', 'load before', 'versions'],
    parts.map(({ name, machine }) => machineRow(machine, [name])),
  );

const aimsTable = ({ parts }: Report): string =>
  tableOf(
    ['part', 'aim', 'found', ''],
    parts
      .flatMap(({ tables }) => tables)
      .flatMap(({ part, title, aims }) =>
        aims.map(({ text, found, isMet }) => [
          `${part}: ${title}`,
          text,
          found,
          isMet ? 'met' : '**missed**',
        ]),
      ),
  );

/** The generated parts of docs/performance.md and of the README, and the chart. */
export const performanceParts = (): Readonly<Record<string, () => string>> => ({
  machine: () => machineTable(keptReport()),
  aims: () => aimsTable(keptReport()),
  tables: () => keptReport().parts.map(partSection).join('\n\n'),
});

export const performanceShortForm = (): string => shortForm(keptReport());

export const performanceChart = (): string => chart(keptReport());
