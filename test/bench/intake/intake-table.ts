import { type Aim, type Figure, ratioOf, type Table } from '../result.ts';
import { numberText } from '../table-text.ts';
import { LIMIT, ON_POSTGRES, ON_SQLITE, PROBOT } from './contestants.ts';
import { type Turn } from './measure-turn.ts';

/** The turns of each contestant, in the order of the rounds. */
export type Rounds = Readonly<Record<string, readonly Turn[]>>;

interface Kind {
  readonly of: keyof Turn;
  readonly name: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
}

const KINDS: readonly Kind[] = [
  { of: 'perSecond', name: 'requests a second', unit: '', better: 'more' },
  { of: 'p50', name: 'p50', unit: 'ms', better: 'less' },
  { of: 'p99', name: 'p99', unit: 'ms', better: 'less' },
  { of: 'donePerSecond', name: 'events a second, all work done', unit: '', better: 'more' },
  { of: 'cpu', name: 'CPU for each request', unit: 'µs', better: 'less' },
  { of: 'databaseCpu', name: 'and of the database beside it', unit: 'µs', better: 'less' },
  { of: 'peak', name: 'peak memory', unit: 'MB', better: 'less' },
  { of: 'ownShare', name: "load generator's core", unit: '%', better: 'less' },
];

const figureOf = ({ of, name, unit, better }: Kind, rounds: Rounds): Figure => ({
  name,
  unit,
  better,
  samples: Object.fromEntries(
    Object.entries(rounds).flatMap(([contestant, turns]) => {
      const samples = turns.map((turn) => turn[of]);
      return samples.some(Number.isFinite) ? [[contestant, samples]] : [];
    }),
  ),
});

interface Promised {
  readonly text: string;
  readonly figure: Figure;
  readonly base: string;
  readonly ratio: number;
}

/** Both stores have to keep it. */
const aimOf = ({ text, figure, base, ratio }: Promised): Aim => {
  const found = [ON_SQLITE, ON_POSTGRES].map((name) => ({ name, is: ratioOf(figure, name, base).median }));
  return {
    text,
    found: found.map(({ name, is }) => `${numberText(is)} × (${name.replace('Hub Relay, ', '')})`).join(', '),
    isMet: found.every(({ is }) => (figure.better === 'more' ? is >= ratio : is <= ratio)),
    ...(base === PROBOT && { limit: { figure: figure.name, ratio } }),
  };
};

export const intakeTable = (size: string, rounds: Rounds, missing: Table['missing']): Table => {
  const figures = KINDS.map((kind) => figureOf(kind, rounds));
  const [perSecond, , p99] = figures;
  if (!perSecond || !p99) throw new Error('The table has no figures.');
  return {
    part: 'intake',
    title: `Signed pushes of ${size} over 32 connections`,
    contestants: Object.keys(rounds),
    base: PROBOT,
    figures,
    missing,
    aims: [
      { text: 'requests a second not below bare Probot', figure: perSecond, base: PROBOT, ratio: 1 },
      { text: `requests a second at least half of ${LIMIT}`, figure: perSecond, base: LIMIT, ratio: 0.5 },
      { text: "p99 at most 2 × bare Probot's", figure: p99, base: PROBOT, ratio: 2 },
    ].map(aimOf),
  };
};
