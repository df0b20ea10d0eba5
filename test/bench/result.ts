/**
 * One figure of all contestants. `samples` has one number a round for each of them, in the order of the rounds: those of
 * one round were measured right after each other, so that their ratio holds where the machine's speed drifts.
 */
export interface Figure {
  /** "requests a second" */
  readonly name: string;
  /** "ms", "MB", or '' where the name says it. */
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

/** What we promised ourselves, and what was found: "p99 at most 2 × bare Probot's", "1.4 ×". */
export interface Aim {
  readonly text: string;
  readonly found: string;
  readonly isMet: boolean;
  /** Where it is a limit to a figure's ratio to the base: the chart marks it there. */
  readonly limit?: { readonly figure: string; readonly ratio: number };
}

/** Figures of the same contestants, measured in the same way. */
export interface Table {
  /** "intake" */
  readonly part: string;
  /** "Signed pushes of 7 KB over 32 connections" */
  readonly title: string;
  /** In the order of their columns. */
  readonly contestants: readonly string[];
  /** The contestant that the others are put in ratio to. */
  readonly base: string;
  readonly figures: readonly Figure[];
  /** Who could not be measured on this machine, and why: "python3-fastapi is not installed". */
  readonly missing: readonly { readonly contestant: string; readonly why: string }[];
  readonly aims: readonly Aim[];
}

/** A part of the benchmark; its file in parts/ exports one. It says on standard error what it does, and prints nothing else. */
export interface Part {
  /** As it is named on the command line. */
  readonly name: string;
  run(): Promise<readonly Table[]>;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** NaN three times where there are no samples. */
export const spreadOf = (samples: readonly number[]): Spread => {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
  return { median, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
};

/** Of `contestant` to `base`, round by round. */
export const ratioOf = ({ samples }: Figure, contestant: string, base: string): Spread =>
  spreadOf((samples[contestant] ?? []).map((sample, round) => sample / (samples[base]?.[round] ?? NaN)));
