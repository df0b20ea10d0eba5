/**
 * Reads one filter pattern of GitHub Actions into a list of atoms, each of which takes one character.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 *
 * A `gate` takes no character: it opens the way to the next atom and, past it, to the one after the two that follow.
 * It stands before the two atoms of a `**` with its slash, so that "any characters, then a slash" may be left out.
 */
export interface Atom {
  readonly kind: 'one' | 'set' | 'not-slash' | 'any' | 'gate';
  /** Of `one`: the character. Of `set`: each listed character, or the two ends of a range. */
  readonly accepts: readonly string[];
  /** May be left out (`?`, `*`, `**`). */
  readonly optional: boolean;
  /** May be taken again (`+`, `*`, `**`). */
  readonly repeats: boolean;
}

const GATE: Atom = { kind: 'gate', accepts: [], optional: true, repeats: false };
const STAR: Atom = { kind: 'not-slash', accepts: [], optional: true, repeats: true };
const STARS: Atom = { kind: 'any', accepts: [], optional: true, repeats: true };
const RANGES = [/^[a-z]-[a-z]$/, /^[A-Z]-[A-Z]$/, /^[0-9]-[0-9]$/];

const one = (character: string): Atom => ({
  kind: 'one',
  accepts: [character],
  optional: false,
  repeats: false,
});

/** The atoms of a pattern without its leading `!`, or what is wrong with it. */
export const readAtoms = (pattern: string): readonly Atom[] | { readonly problem: string } => {
  const characters = Array.from(pattern);
  const atoms: Atom[] = [];
  let at = 0;
  while (at < characters.length) {
    const character = characters[at] ?? '';
    if (character === '\\') {
      const escaped = characters[at + 1];
      if (escaped === undefined)
        return { problem: 'it ends in "\\", which must be followed by the character it escapes' };
      atoms.push(one(escaped));
      at += 2;
    } else if (character === '*') {
      at = readStars(characters, at, atoms);
    } else if (character === '?' || character === '+') {
      const problem = quantify(character, atoms);
      if (problem !== undefined) return { problem };
      at += 1;
    } else if (character === '[') {
      const end = closingBracket(characters, at);
      if (end === -1)
        return { problem: 'its "[" is never closed; write "\\[" for a bracket that stands for itself' };
      const set = readSet(characters.slice(at + 1, end));
      if ('problem' in set) return set;
      atoms.push(set);
      at = end + 1;
    } else {
      atoms.push(one(character));
      at += 1;
    }
  }
  return atoms;
};

/** Two stars or more are one `**`; with a slash after them, at the start or after a slash, they match nothing too. */
const readStars = (characters: readonly string[], start: number, atoms: Atom[]): number => {
  let end = start;
  while (characters[end] === '*') end += 1;
  const isDouble = end - start > 1;
  const startsSegment = start === 0 || characters[start - 1] === '/';
  // In "**/?" and "**/+" the slash is an atom of its own, with its quantifier.
  const endsSegment = characters[end] === '/' && !['?', '+'].includes(characters[end + 1] ?? '');
  if (!isDouble) atoms.push(STAR);
  else if (startsSegment && endsSegment) {
    atoms.push(GATE, STARS, one('/'));
    return end + 1;
  } else atoms.push(STARS);
  return end;
};

/** Gives the atom before it the meaning of `?` or `+`; only a single character or a set can have one, and only once. */
const quantify = (quantifier: '?' | '+', atoms: Atom[]): string | undefined => {
  const last = atoms.pop();
  const takesOne = last?.kind === 'one' || last?.kind === 'set';
  if (last === undefined || !takesOne || last.optional || last.repeats)
    return `its "${quantifier}" must follow the one character, or the "[…]", that it repeats`;
  atoms.push({ ...last, optional: quantifier === '?', repeats: quantifier === '+' });
  return undefined;
};

const closingBracket = (characters: readonly string[], open: number): number => {
  for (let at = open + 1; at < characters.length; at += 1) {
    if (characters[at] === '\\') at += 1;
    else if (characters[at] === ']') return at;
  }
  return -1;
};

const readSet = (inside: readonly string[]): Atom | { readonly problem: string } => {
  if (inside.length === 0) return { problem: 'its "[]" lists no character' };
  if (inside[0] === '!' || inside[0] === '^')
    return { problem: `its "[${inside[0]}…]" can't exclude characters; list those that may stand there` };
  const accepts: string[] = [];
  for (let at = 0; at < inside.length; at += 1) {
    const first = inside[at] === '\\' ? inside[(at += 1)] : inside[at];
    const last = inside[at + 2];
    if (first === undefined || first === '/')
      return { problem: 'its "[]" can\'t match a slash; write "/" by itself' };
    if (inside[at + 1] === '-' && last !== undefined) {
      const range = `${first}-${last}`;
      if (!RANGES.some((allowed) => allowed.test(range)) || first > last)
        return {
          problem: `its range "${range}" is not one; ranges lie within a-z, A-Z or 0-9, in that order`,
        };
      accepts.push(range);
      at += 2;
    } else accepts.push(first);
  }
  return { kind: 'set', accepts, optional: false, repeats: false };
};
