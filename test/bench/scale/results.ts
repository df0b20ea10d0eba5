import { type Costs } from './costs.ts';
import { type Summary } from './summary.ts';

/** What one run found. The slots of the day are kept, those of the other scenarios not. */
export interface Results {
  readonly installations: number;
  readonly repositories: number;
  readonly hours: number;
  readonly seed: number;
  readonly costs: Costs;
  readonly scenarios: readonly { readonly name: string; readonly title: string; readonly summary: Summary }[];
}
