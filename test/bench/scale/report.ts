import { renderTable } from '../../../src/cli/terminal.ts';
import { tablesOf } from './report-tables.ts';
import { type Results } from './results.ts';

/** For a terminal. */
export const renderReport = (results: Results): string => {
  const { installations, repositories, seed, costs } = results;
  const { measured } = costs;
  const tables = Object.values(tablesOf(results)).filter(({ rows }) => rows.length > 0);
  return [
    `${String(installations)} installations with ${String(repositories)} repositories, seed ${String(seed)}; one process on SQLite.`,
    `Costs of each step as measured on ${measured.at} on ${measured.machine} with Node ${measured.node}.`,
    ...tables.map(({ headings, rows }) =>
      renderTable(
        headings.map((text) => text.toUpperCase()),
        rows,
      ),
    ),
  ].join('\n\n');
};
