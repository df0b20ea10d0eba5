import { type Machine } from './machine.ts';
import { type Table } from './result.ts';

/** One part as it was run; parts of one report may be of several runs. */
export interface PartReport {
  readonly name: string;
  /** "2026-11-27T23:50:11Z" */
  readonly date: string;
  /** "89562c2", with "+" where files had been changed since. */
  readonly commit: string;
  readonly command: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly tables: readonly Table[];
  /** Why there are no tables. */
  readonly error?: string;
}

/** In the order in which documents show them. */
export interface Report {
  readonly parts: readonly PartReport[];
}

/** Without a name of its own, soak is left out: it takes longer than all others together. */
export const PARTS: Readonly<Record<string, number>> = {
  intake: 130,
  'through-time': 145,
  cost: 92,
  growth: 112,
  processes: 60,
  start: 58,
};

/** Seconds of a part that is run only where it is asked for. */
export const ON_DEMAND: Readonly<Record<string, number>> = { soak: 780 };

const ORDER = [...Object.keys(PARTS), ...Object.keys(ON_DEMAND)];

/** New parts take the place of old ones with their name; one that failed leaves the old one as it was. */
export const merged = (kept: Report, run: Report): Report => {
  const fresh = run.parts.filter(({ error }) => error === undefined);
  const isReplaced = (part: PartReport): boolean => fresh.some(({ name }) => name === part.name);
  const place = ({ name }: PartReport): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return {
    parts: [...kept.parts.filter((part) => !isReplaced(part)), ...fresh].toSorted(
      (a, b) => place(a) - place(b),
    ),
  };
};

/** JSON has no NaN, which stands for what could not be measured. */
export const parseReport = (json: string): Report =>
  JSON.parse(json, (_, value: unknown) => (value === null ? NaN : value)) as Report;
