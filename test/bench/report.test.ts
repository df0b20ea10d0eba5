import { describe, expect, it } from 'vitest';
import { merged, ON_DEMAND, parseReport, type PartReport, PARTS } from './report.ts';

const part = (name: string, commit: string, error?: string): PartReport => ({
  name,
  date: '2026-11-27T23:50:11Z',
  commit,
  command: 'npm run bench',
  machine: { processor: 'x', cores: 2, memory: 1, system: 'x', node: '24', fsync: 1, load: 0, versions: {} },
  seconds: 1,
  tables: [],
  ...(error !== undefined && { error }),
});
const namesOf = (parts: readonly PartReport[]): readonly string[] =>
  parts.map(({ name, commit }) => `${name} ${commit}`);

describe('what is kept', () => {
  const kept = { parts: [part('intake', 'old'), part('growth', 'old'), part('soak', 'old')] };

  it('loses no other part when one is run anew', () => {
    const { parts } = merged(kept, { parts: [part('growth', 'new')] });
    expect(namesOf(parts)).toEqual(['intake old', 'growth new', 'soak old']);
  });

  it('has a new part in its place, soak at the end', () => {
    const { parts } = merged(kept, { parts: [part('start', 'new'), part('cost', 'new')] });
    expect(namesOf(parts)).toEqual(['intake old', 'cost new', 'growth old', 'start new', 'soak old']);
  });

  it('keeps the old tables of a part that failed', () => {
    const { parts } = merged(kept, { parts: [part('growth', 'new', 'it broke'), part('intake', 'new')] });
    expect(namesOf(parts)).toEqual(['intake new', 'growth old', 'soak old']);
  });

  it('comes back from JSON with what could not be measured', () => {
    const text = JSON.stringify({ parts: [{ ...part('intake', 'old'), seconds: NaN }] });
    expect(parseReport(text).parts[0]?.seconds).toBeNaN();
  });
});

describe('the parts', () => {
  it('take less than ten minutes together, but for soak', () => {
    expect(Object.values(PARTS).reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(600);
    expect(Object.keys(ON_DEMAND)).toEqual(['soak']);
  });
});
