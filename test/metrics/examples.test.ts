import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { selectedBy } from '../build/promql.ts';
import { ALERTS, DASHBOARD, type Panel } from '../build/observing-examples.ts';

const panels = DASHBOARD.panels.filter(({ type }) => type !== 'row');

describe('the dashboard for Grafana', () => {
  it('has panels with a title, a description, and queries to the chosen data source', () => {
    expect(panels.length).toBeGreaterThan(20);
    for (const { title, description, targets = [], datasource } of panels) {
      expect(title).toMatch(/\S/);
      expect(description, title).toMatch(/\.$/);
      expect(targets.length, title).toBeGreaterThan(0);
      for (const each of [datasource, ...targets.map((target) => target.datasource)])
        expect(each).toEqual({ type: 'prometheus', uid: '${datasource}' });
    }
  });

  it('defines each variable that it uses', () => {
    const defined = DASHBOARD.templating.list.map(({ name }) => name);
    const used = [...JSON.stringify(DASHBOARD).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!);
    const own = used.filter((name) => !name.startsWith('__'));
    expect([...new Set(own)].toSorted()).toEqual([...defined].toSorted());
  });

  it('lays its panels out without one over another, each id once', () => {
    expect(new Set(DASHBOARD.panels.map(({ id }) => id)).size).toBe(DASHBOARD.panels.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of DASHBOARD.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (const cell of cellsOf(gridPos)) {
        expect(taken.has(cell), title).toBe(false);
        taken.add(cell);
      }
    }
  });
});

const cellsOf = ({ x, y, w, h }: Panel['gridPos']): readonly string[] =>
  Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`);

describe('the rules for Prometheus', () => {
  it('each say how bad it is, what happened, and what to do', () => {
    for (const { alert, labels, annotations } of ALERTS) {
      expect(alert).toMatch(/^HubRelay[A-Z]\w+$/);
      expect(['critical', 'warning', 'info'], alert).toContain(labels.severity);
      expect(annotations.summary, alert).toMatch(/\.$/);
      expect(annotations.description.length, alert).toBeGreaterThan(80);
      expect(annotations.description, alert).toMatch(/\.$/);
    }
    expect(new Set(ALERTS.map(({ alert }) => alert)).size).toBe(ALERTS.length);
  });

  it('are named by the scrape config, which reads /metrics with the token', () => {
    const scrape = parse(readFileSync('examples/prometheus/scrape.yml', 'utf8')) as {
      readonly rule_files: readonly string[];
      readonly scrape_configs: readonly { readonly job_name: string; readonly authorization: object }[];
    };
    expect(scrape.rule_files).toEqual(['alerts.yml']);
    expect(scrape.scrape_configs[0]).toMatchObject({
      job_name: 'hub-relay',
      authorization: { type: 'Bearer' },
    });
  });
});

describe('what tells the metrics of a query', () => {
  it.each([
    ['up{job="x"} == 0 or absent(up{job="x"})', ['up', 'up']],
    ['sum by (le, account) (rate(a_bucket{b="c{d}"}[5m])) > 2.5e3', ['a_bucket']],
    ['a / on (x) group_left (y) b unless c offset 5m', ['a', 'b', 'c']],
    ['sum(rate(a[5m])) without (instance)', ['a']],
    ['histogram_quantile(0.99, sum(rate(a_bucket[1m])) by (le)) and vector("b")', ['a_bucket']],
  ])('finds those of %s', (query, names) => {
    expect(selectedBy(query).map(({ metric }) => metric)).toEqual(names);
  });
});
