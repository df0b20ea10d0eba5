import { type Aim, type Figure, ratioOf } from '../result.ts';
import { type Spent } from './orders.ts';

/** What is done with each of the contestants, in turn; `times` it is done at once, for which the figures are then of one. */
export interface Measure {
  readonly name: string;
  readonly times?: number;
  readonly work: (contestant: string, round: number) => Promise<Spent>;
}

/**
 * So many rounds of each; a round has each contestant once, and every second round in the other order: what the one before it
 * leaves to the disk is then nobody's disadvantage.
 */
export const interleave = async (
  contestants: readonly string[],
  rounds: number,
  measures: readonly Measure[],
): Promise<readonly Figure[]> => {
  const found = measures.map(({ name }) => ({
    name,
    cpu: Object.fromEntries(contestants.map((one): [string, number[]] => [one, []])),
    wall: Object.fromEntries(contestants.map((one): [string, number[]] => [one, []])),
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, { work, times = 1 }] of measures.entries()) {
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        const { cpu, wall } = await work(contestant, round);
        found[place]?.cpu[contestant]?.push(cpu / times);
        found[place]?.wall[contestant]?.push(wall / times);
      }
    }
  }
  return found.flatMap(({ name, cpu, wall }): Figure[] => [
    { name: `${name}: CPU`, unit: 'ms', better: 'less', samples: cpu },
    { name: `${name}: time`, unit: 'ms', better: 'less', samples: wall },
  ]);
};

const MOST = 1.2;

/** That the work of the largest is hardly more than that of the smallest. */
export const aimsOf = (figures: readonly Figure[], smallest: string, largest: string): readonly Aim[] =>
  figures
    .filter(({ name }) => name.endsWith('CPU') || name.startsWith('memory'))
    .map((figure) => {
      const { median } = ratioOf(figure, largest, smallest);
      return {
        text: `${figure.name}: at ${largest} at most ${MOST} × that at ${smallest}`,
        found: `${median.toFixed(2)} ×`,
        isMet: median <= MOST,
      };
    });
