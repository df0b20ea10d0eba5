import { type Atom, readAtoms } from './pattern-syntax.ts';

/** Longer patterns are refused: the work of matching grows with pattern × text. */
export const MAX_PATTERN_LENGTH = 500;
export const MAX_PATTERNS = 100;

/** Counts the work done, one for each atom looked at with each character, so that a caller can stop in time. */
export interface Steps {
  taken: number;
}

export interface PatternOptions {
  readonly ignoreCase?: boolean;
}

/** `excludes`: it begins with `!`. `matches` looks at the rest, over the whole text. */
export interface Pattern {
  readonly text: string;
  readonly excludes: boolean;
  matches(text: string, steps?: Steps): boolean;
}

export interface PatternProblem {
  readonly problem: string;
}

/**
 * One filter pattern. Matching follows all ways through the pattern at once (Thompson's simulation), so its work is
 * at most (characters of the text + 1) × (atoms of the pattern), whatever either of them holds.
 */
export const compilePattern = (text: string, options: PatternOptions = {}): Pattern | PatternProblem => {
  const excludes = text.startsWith('!');
  const body = excludes ? text.slice(1) : text;
  if (body === '') return { problem: excludes ? 'it has nothing after "!"' : 'it is empty' };
  if (text.length > MAX_PATTERN_LENGTH)
    return { problem: `it has ${text.length} characters; ${MAX_PATTERN_LENGTH} are allowed` };
  const atoms = readAtoms(body);
  if ('problem' in atoms) return atoms;
  const accepts = options.ignoreCase === true ? acceptsAnyCase : acceptsExactly;
  return {
    text,
    excludes,
    matches: (candidate, steps = { taken: 0 }) => run(atoms, candidate, accepts, steps),
  };
};

type Accepts = (atom: Atom, character: string) => boolean;

const acceptsExactly: Accepts = (atom, character) => {
  if (atom.kind === 'any') return true;
  if (atom.kind === 'not-slash') return character !== '/';
  if (atom.kind === 'gate') return false;
  if (atom.kind === 'one') return atom.accepts[0] === character;
  return atom.accepts.some((listed) => inRange(listed, character));
};

const inRange = (listed: string, character: string): boolean =>
  listed.length === 3
    ? (listed[0] ?? '') <= character && character <= (listed[2] ?? '')
    : listed === character;

const acceptsAnyCase: Accepts = (atom, character) => {
  if (atom.kind === 'one') return atom.accepts[0]?.toLowerCase() === character.toLowerCase();
  return (
    acceptsExactly(atom, character) ||
    acceptsExactly(atom, character.toLowerCase()) ||
    acceptsExactly(atom, character.toUpperCase())
  );
};

/** `open[i]`: the text so far can be followed by what atom `i` takes; `open[atoms.length]`: it matches. */
const run = (atoms: readonly Atom[], text: string, accepts: Accepts, steps: Steps): boolean => {
  let open = new Uint8Array(atoms.length + 1);
  let next = new Uint8Array(atoms.length + 1);
  open[0] = 1;
  passOptional(atoms, open);
  for (const character of text) {
    let isAlive = false;
    next.fill(0);
    for (let index = open.indexOf(1); index !== -1; index = open.indexOf(1, index + 1)) {
      const atom = atoms[index];
      steps.taken += 1;
      if (atom === undefined || !accepts(atom, character)) continue;
      isAlive = true;
      if (atom.repeats) next[index] = 1;
      next[index + 1] = 1;
    }
    if (!isAlive) return false;
    passOptional(atoms, next);
    [open, next] = [next, open];
  }
  return open[atoms.length] === 1;
};

/** Every way past an atom leads forward, so that one pass from left to right finds them all. */
const passOptional = (atoms: readonly Atom[], open: Uint8Array): void => {
  for (let index = open.indexOf(1); index !== -1; index = open.indexOf(1, index + 1)) {
    const atom = atoms[index];
    if (atom?.optional === true) open[index + 1] = 1;
    if (atom?.kind === 'gate') open[index + 3] = 1;
  }
};

/** `pattern` is the one that decided, as written: the last that matched. Without it none did. */
export interface Decision {
  readonly matched: boolean;
  readonly pattern?: string;
}

export interface Patterns {
  readonly texts: readonly string[];
  decide(text: string, steps?: Steps): Decision;
  matches(text: string): boolean;
}

/** What is wrong with a list: all of it, and the first in `problem`. `index` is absent where it is the list itself. */
export interface PatternListProblems extends PatternProblem {
  readonly problems: readonly (PatternProblem & { readonly index?: number })[];
}

/**
 * Patterns in their order: a `!` takes out what the ones before it let in, a later one lets it in again, so the last
 * that matches decides.
 */
export const compilePatterns = (
  texts: readonly string[],
  options: PatternOptions = {},
): Patterns | PatternListProblems => {
  const problems: (PatternProblem & { readonly index?: number })[] = [];
  const patterns: Pattern[] = [];
  for (const [index, text] of texts.entries()) {
    const compiled = compilePattern(text, options);
    if ('problem' in compiled) problems.push({ index, problem: compiled.problem });
    else patterns.push(compiled);
  }
  if (texts.length === 0)
    problems.push({ problem: 'the list is empty; add a pattern, or leave the key out' });
  else if (texts.length > MAX_PATTERNS)
    problems.push({ problem: `the list has ${texts.length} patterns; ${MAX_PATTERNS} are allowed` });
  else if (texts.every((text) => text.startsWith('!')))
    problems.push({
      problem: 'all its patterns begin with "!", so nothing can match; add at least one pattern without "!"',
    });
  const [first] = problems;
  if (first !== undefined) return { problem: first.problem, problems };
  return {
    texts,
    decide: (text, steps) => decide(patterns, text, steps),
    matches: (text) => decide(patterns, text).matched,
  };
};

type Compiled = Patterns | PatternListProblems;

const exact = new WeakMap<readonly string[], Compiled>();
const anyCase = new WeakMap<readonly string[], Compiled>();

/** As `compilePatterns`, once for each list: lists come from files that were read once and never change. */
export const patternsOf = (texts: readonly string[], options: PatternOptions = {}): Compiled => {
  const known = options.ignoreCase === true ? anyCase : exact;
  const compiled = known.get(texts) ?? compilePatterns(texts, options);
  known.set(texts, compiled);
  return compiled;
};

const decide = (patterns: readonly Pattern[], text: string, steps?: Steps): Decision => {
  const last = patterns.findLast((pattern) => pattern.matches(text, steps));
  return last === undefined ? { matched: false } : { matched: !last.excludes, pattern: last.text };
};
