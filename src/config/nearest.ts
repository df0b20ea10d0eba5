/** The word that was probably meant: the nearest one by letters added, dropped or changed; none if it is too far. */
export const nearest = (word: string, allowed: readonly string[]): string | undefined => {
  const limit = Math.min(2, Math.floor(word.length / 2));
  const [best] = allowed
    .map((candidate) => ({ candidate, distance: distance(word.slice(0, 60), candidate) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
};

/** Levenshtein's, row by row. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

export const didYouMean = (word: string, allowed: readonly string[]): string => {
  const found = nearest(word, allowed);
  return found === undefined ? '' : `did you mean "${found}"? `;
};
