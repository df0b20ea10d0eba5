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
  if (options.ignoreCase !== true)
    return { text, excludes, matches: (candidate, steps) => run(atoms, candidate, acceptsExactly, steps) };
  const lower = atoms.map((atom) =>
    atom.kind === 'one' ? { ...atom, accepts: atom.accepts.map(toLower) } : atom,
  );
  return {
    text,
    excludes,
    matches: (candidate, steps) => run(lower, candidate.toLowerCase(), acceptsAnyCase, steps),
  };
};

const toLower = (text: string): string => text.toLowerCase();

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

/** Atoms and text are in lower case; a set has its own. */
const acceptsAnyCase: Accepts = (atom, character) =>
  acceptsExactly(atom, character) || (atom.kind === 'set' && acceptsExactly(atom, character.toUpperCase()));

/**
 * `open[i]`: the text so far can be followed by what atom `i` takes; `open[atoms.length]`: it matches. Every way past an
 * atom leads forward, so that one pass finds them all; nothing is open before `first` and behind `last`.
 */
const run = (
  atoms: readonly Atom[],
  text: string,
  accepts: Accepts,
  steps: Steps = { taken: 0 },
): boolean => {
  const end = atoms.length;
  let open = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  open[0] = 1;
  let first = 0;
  let last = 0;
  for (const character of text) {
    let from = end + 1;
    let to = -1;
    for (let index = first; index <= last; index += 1) {
      const atom = open[index] === 1 ? atoms[index] : undefined;
      if (atom === undefined) continue;
      steps.taken += 1;
      last = Math.max(last, passOptional(atom, index, open));
      if (!accepts(atom, character)) continue;
      if (atom.repeats) next[index] = 1;
      next[index + 1] = 1;
      from = Math.min(from, atom.repeats ? index : index + 1);
      to = index + 1;
    }
    if (to === -1) return false;
    open.fill(0, first, last + 1);
    [open, next, first, last] = [next, open, from, to];
  }
  for (let index = first; index < end; index += 1) {
    const atom = open[index] === 1 ? atoms[index] : undefined;
    if (atom !== undefined) passOptional(atom, index, open);
  }
  return open[end] === 1;
};

/** Gives the furthest that it opened. */
const passOptional = (atom: Atom, index: number, open: Uint8Array): number => {
  if (!atom.optional) return index;
  open[index + 1] = 1;
  if (atom.kind !== 'gate') return index + 1;
  open[index + 3] = 1;
  return index + 3;
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
