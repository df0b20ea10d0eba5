import { describe, expect, it } from 'vitest';
import { shortForm, tableSection } from '../../scripts/performance.ts';
import { chart } from '../bench/chart.ts';
import { type Report } from '../bench/report.ts';
import { type Figure, type Table } from '../bench/result.ts';

const figure = (name: string, unit: string, samples: Figure['samples']): Figure => ({
  name,
  unit,
  better: unit === '' ? 'more' : 'less',
  samples,
});

const table: Table = {
  part: 'intake',
  title: 'Signed pushes of 7 KB',
  contestants: ['bare Probot', 'FastAPI, uvicorn', 'Hub Relay, SQLite'],
  base: 'bare Probot',
  figures: [
    figure('requests a second', '', {
      'bare Probot': [1_000, 2_000, 1_500],
      'FastAPI, uvicorn': [500, 500, 500],
      'Hub Relay, SQLite': [2_000, 2_000, 1_800],
    }),
    figure('p99', 'ms', { 'bare Probot': [10, 20, 10], 'Hub Relay, SQLite': [11, 30, 9] }),
    figure('<own>', '', { 'bare Probot': [1, 1], 'Hub Relay, SQLite': [4, 4] }),
  ],
  missing: [{ contestant: 'adnanh/webhook', why: 'it is not installed' }],
  aims: [
    {
      text: 'p99 at most 2 ×',
      found: '1.10 ×',
      isMet: true,
      limit: { figure: 'p99', ratio: 2 },
    },
    { text: 'more', found: 'less', isMet: false },
  ],
};

const machine = {
  processor: 'x',
  cores: 2,
  memory: 1,
  system: 'x',
  node: '24',
  fsync: 1,
  load: 0,
  versions: {},
};
const reportOf = (tables: readonly Table[]): Report => ({
  parts: [{ name: 'intake', date: '', commit: '', command: '', machine, seconds: 1, tables }],
});

describe('the short form', () => {
  it('has what Hub Relay does, what the peer does, and the ratio of rounds', () => {
    const lines = shortForm(reportOf([table])).split('\n');
    expect(lines).toContain('| Webhooks taken a second, 7 KB each | 2,000 | 1,500 (bare Probot) | 1.20 × |');
    expect(lines).toContain(
      '| The slowest of a hundred of them | 11.0 ms | 10.0 ms (bare Probot) | 1.10 × |',
    );
  });

  it('leaves out a part that was never kept, and refuses one that has not the figure that it shows', () => {
    expect(shortForm(reportOf([table]))).not.toContain('idle');
    expect(() => shortForm(reportOf([{ ...table, figures: [] }]))).toThrow(
      'has no "requests a second" in "7 KB" of intake',
    );
  });
});

describe('a table of the document', () => {
  const text = tableSection(table);

  it('has the median with its spread, and the ratio with its own', () => {
    expect(text).toContain(
      '| 2,000 (1,800–2,000)<br>**1.20 ×** (1.00–2.00) | 11.0 (9.00–30.0)<br>**1.10 ×** (0.90–1.50) |',
    );
    expect(text).toContain('| bare Probot (the base) | 1,500 (1,000–2,000) |');
  });

  it('says which aims are met, and who is missing', () => {
    expect(text).toContain('- Met: p99 at most 2 ×. Found: 1.10 ×.');
    expect(text).toContain('- **Missed**: more. Found: less.');
    expect(text).toContain('- Missing: adnanh/webhook; it is not installed.');
  });
});

describe('the chart', () => {
  const svg = chart(reportOf([table]));
  const barsOf = (text: string): number => text.match(/<circle/g)?.length ?? 0;

  it('shows the figures that an aim bounds, with its limit, and takes nothing from elsewhere', () => {
    expect(svg).toContain('p99, to bare Probot (less is better)');
    expect(svg).not.toContain('requests a second, to');
    expect(svg).toContain('class="limit"');
    expect(barsOf(svg)).toBe(1);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|<script|<image/);
  });

  it('shows the first figure of a table without such an aim', () => {
    const plain = chart(reportOf([{ ...table, aims: [] }]));
    expect(plain).toContain('requests a second, to bare Probot (more is better)');
    expect(plain).not.toContain('class="limit"');
    expect(barsOf(plain)).toBe(2);
  });

  it('leaves out what was measured once', () => {
    const once = figure('size', '', { 'bare Probot': [1], 'Hub Relay, SQLite': [4] });
    expect(barsOf(chart(reportOf([{ ...table, aims: [], figures: [once] }])))).toBe(0);
  });

  it('has colours for light and for dark, and no text that is taken for a tag', () => {
    expect(svg).toContain('@media(prefers-color-scheme:dark)');
    expect(chart(reportOf([{ ...table, aims: [], figures: table.figures.slice(2) }]))).toContain('&lt;own>');
  });
});
