import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: object;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: object }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

export const DASHBOARD = JSON.parse(readFileSync('examples/grafana/hub-relay.json', 'utf8')) as Dashboard;

const RULES = parse(readFileSync('examples/prometheus/alerts.yml', 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Alert[] }[];
};
export const ALERTS: readonly Alert[] = RULES.groups.flatMap(({ rules }) => rules);

/** Every query of the dashboard and the rules, with where it stands. */
export const QUERIES: readonly (readonly [where: string, query: string])[] = [
  ...DASHBOARD.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [`panel "${title}"`, expr] as const),
  ),
  ...ALERTS.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
];
