import { readCosts } from './costs.ts';
import { type Options, scenariosOf } from './scenarios.ts';
import { simulate } from './simulation.ts';
import { type Summary, summarize } from './summary.ts';

/** What a worker is told, and tells. */
export interface Told extends Omit<Options, 'costs'> {
  readonly name: string;
}
export interface Tells {
  readonly name: string;
  readonly hour?: number;
  readonly summary?: Summary;
}

/** One scenario at a time, in a process of its own: a simulation keeps its thread busy. */
process.on('message', (told: Told) => {
  const scenario = scenariosOf({ ...told, costs: readCosts() }).find(({ name }) => name === told.name);
  if (!scenario) throw new Error(`no scenario is called ${told.name}`);
  const tell = (words: Tells): void => void process.send?.(words);
  const simulation = {
    ...scenario.simulation,
    tell: (hour: number) => {
      tell({ name: told.name, hour });
    },
  };
  void simulate(simulation).then((simulated) => {
    tell({ name: told.name, summary: summarize(simulated, simulation) });
  });
});
