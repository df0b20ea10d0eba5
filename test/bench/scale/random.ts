/** A stream of chance that is the same for the same seed: sfc32, which passes PractRand. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
}

export const createRandom = (seed: number, stream: number): Random => {
  let a = seed | 0;
  let b = Math.imul(seed, 0x9e3779b9) | 0;
  let c = stream | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // Its first numbers still look like its seed.
  for (let turn = 0; turn < 20; turn += 1) next();
  return { next };
};

export const exponential = ({ next }: Random, mean: number): number => -mean * Math.log(1 - next());

/** With this median; `spread` is the deviation of its logarithm. */
export const logNormal = (random: Random, median: number, spread: number): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * random.next()));
};

/** A whole number from 1 to `most`, P(X > x) ~ x^-shape: heavy-tailed for shapes about 1. */
export const boundedPareto = ({ next }: Random, shape: number, most: number): number => {
  const tail = 1 - Math.pow(most + 1, -shape);
  return Math.min(most, Math.floor(Math.pow(1 - next() * tail, -1 / shape)));
};

/** A rank from 0 to `count - 1`, the first the most likely: Zipf's law with exponent 1, by its continuous form. */
export const zipf = ({ next }: Random, count: number): number =>
  Math.min(count - 1, Math.floor(Math.pow(count + 1, next())) - 1);

/** Draws positions of `weights` as often as those weigh, each in the same time. Walker's alias method. */
export const createAlias = (weights: Float64Array): ((random: Random) => number) => {
  const { length } = weights;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / length;
  const share = weights.map((weight) => weight / mean);
  const alias = new Int32Array(length);
  const poor: number[] = [];
  const rich: number[] = [];
  for (let at = 0; at < length; at += 1) ((share[at] ?? 0) < 1 ? poor : rich).push(at);
  while (poor.length > 0 && rich.length > 0) {
    const from = poor.pop() ?? 0;
    const to = rich.at(-1) ?? 0;
    alias[from] = to;
    share[to] = (share[to] ?? 0) + (share[from] ?? 0) - 1;
    if ((share[to] ?? 0) < 1) poor.push(rich.pop() ?? 0);
  }
  for (const at of [...poor, ...rich]) share[at] = 1;
  return ({ next }) => {
    const at = Math.floor(next() * length);
    return next() < (share[at] ?? 1) ? at : (alias[at] ?? at);
  };
};
