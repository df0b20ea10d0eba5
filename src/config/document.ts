import { type Document, type Node, isAlias, isMap, isScalar, isSeq } from 'yaml';
import { type Finding, openly, type Path, type Show } from './finding.ts';
import { findLimits } from './document-limits.ts';
import { type YamlFinding, findYamlProblems, resourceProblem, stopProblem } from './yaml-problems.ts';
import { type Place, placesIn } from './place.ts';
import { readStream } from './yaml-stream.ts';

/** A YAML file that was read, and the way back from each value to its place in the text. */
export interface ConfigDocument {
  readonly value: unknown;
  /** Values too deep, or of a kind that JSON can't carry. */
  readonly findings: readonly Finding[];
  /** Where the value at a path stands, or its key; the nearest thing around it where there is none. */
  readonly locate: (path: Path, at?: 'key' | 'value', offset?: number) => Place;
  /** A scalar as it is written, without quotes: "1.10" where its value is 1.1. */
  readonly sourceAt: (path: Path) => string | undefined;
}

export type PlacedProblem = Omit<YamlFinding, 'offset'> & Place;

/** More than anyone writes, and too few to make a small file large. */
const MAX_ALIASES = 50;

/** Never throws. A file that holds nothing has the value `null`. */
export const readDocument = (
  text: string,
  show: Show = openly,
): ConfigDocument | { readonly problems: readonly PlacedProblem[] } => {
  const placeOf = placesIn(text);
  const failed = (findings: readonly YamlFinding[]) => ({
    problems: findings.map(({ offset, ...finding }) => ({ ...finding, ...placeOf(offset) })),
  });
  try {
    const stream = readStream(text);
    if ('stop' in stream) return failed([stopProblem(stream)]);
    const { document } = stream;
    const found = findYamlProblems(stream, text, MAX_ALIASES, show);
    if (found.length > 0) return failed(found);
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const findings = findLimits(value);
    const locate = (path: Path, at: 'key' | 'value' = 'value', offset = 0) =>
      placeOf(offsetAt(document, text, path, at, offset));
    return { value, findings, locate, sourceAt: (path) => sourceAt(document, path) };
  } catch {
    // What is left to throw is the engine's stack and the library's own guard against too many aliases.
    return failed([resourceProblem]);
  }
};

interface Found {
  readonly key?: Node;
  readonly value?: Node;
}

/** Follows a path as far as there are nodes; what it last found is the nearest thing around. */
const follow = (document: Document, path: Path): Found & { readonly isThere: boolean } => {
  let found: Found = document.contents === null ? {} : { value: document.contents };
  for (const step of path) {
    const node = isAlias(found.value) ? found.value.resolve(document) : found.value;
    // One text may stand for a list of one.
    if (step === 0 && isScalar(node)) return { ...found, isThere: true };
    const next = stepInto(node, step);
    if (next === undefined) return { ...found, isThere: false };
    found = next;
  }
  return { ...found, isThere: true };
};

const stepInto = (node: Node | undefined, step: string | number): Found | undefined => {
  if (isMap<Node, Node | null>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { key: pair.key, ...(pair.value && { value: pair.value }) };
  }
  const item = isSeq<Node>(node) && typeof step === 'number' ? node.items[step] : undefined;
  return item && { value: item };
};

const offsetAt = (
  document: Document,
  text: string,
  path: Path,
  at: 'key' | 'value',
  offset: number,
): number => {
  const { key, value, isThere } = follow(document, path);
  // What is missing is shown at the key that should hold it.
  const node = at === 'key' || !isThere ? (key ?? value) : (value ?? key);
  const start = node?.range?.[0] ?? 0;
  if (offset === 0 || !isScalar(node) || typeof node.value !== 'string') return start;
  // Exact where the text stands in the file as it is: plain, or in quotes without escapes before that place.
  const before = node.value.slice(0, offset);
  const inside = [start, start + 1].find((from) => text.startsWith(before, from));
  return inside === undefined ? start : inside + offset;
};

const sourceAt = (document: Document, path: Path): string | undefined => {
  const { value, isThere } = follow(document, path);
  const node = isAlias(value) ? value.resolve(document) : value;
  return isThere && isScalar(node) ? node.source : undefined;
};
