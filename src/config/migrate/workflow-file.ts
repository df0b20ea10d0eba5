import { isObject } from '../../core/json.ts';
import { type ConfigDocument, readDocument } from '../document.ts';
import { describeValue, type Path, valueAt } from '../finding.ts';
import { type Place } from '../place.ts';
import { MAX_CONFIG_BYTES } from '../read-strictly.ts';

/** Something by name, as YAML gave it. */
export type Keys = Readonly<Record<string, unknown>>;

/** A workflow that was read. `placeOf` gives the place in the file, also of what stands at an offset in a text. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  readonly value: Keys;
  readonly jobs: readonly Job[];
  readonly placeOf: (path: Path, offset?: number, at?: 'key' | 'value') => Place;
  /** A scalar as text: numbers as they are written. */
  readonly textAt: (path: Path) => string | undefined;
}

export interface Job {
  readonly id: string;
  readonly path: Path;
  readonly value: Keys;
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly path: Path;
  readonly value: Keys;
  /** `with`, as text each. */
  readonly inputs: ReadonlyMap<string, string>;
}

/** Never throws. Limits are those of our own files. */
export const readWorkflowFile = (
  path: string,
  text: string,
): WorkflowFile | ({ readonly problem: string; readonly isAction?: true } & Place) => {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_CONFIG_BYTES)
    return {
      problem: `the file has ${bytes} bytes; at most ${MAX_CONFIG_BYTES} are read`,
      line: 1,
      column: 1,
    };
  const document = readDocument(text);
  if ('problems' in document) {
    const [{ message, line, column } = { message: 'it is not YAML', line: 1, column: 1 }] = document.problems;
    return { problem: message, line, column };
  }
  const limit = document.findings.find(({ code }) => code === 'config-limit');
  if (limit !== undefined) return { problem: limit.message, ...document.locate(limit.path) };
  const { value } = document;
  if (isObject(value) && isObject(value.runs)) return { problem: '', isAction: true, line: 1, column: 1 };
  if (!isObject(value) || !isObject(value.jobs))
    return { problem: `found ${describeValue(value)} without jobs; expected a workflow`, line: 1, column: 1 };
  const textAt = textsOf(document);
  return {
    path,
    text,
    value,
    textAt,
    placeOf: placesOf(document, text),
    jobs: Object.entries(value.jobs).map(([id, job]) => jobOf(id, isObject(job) ? job : {}, textAt)),
  };
};

const textsOf =
  ({ value, sourceAt }: ConfigDocument) =>
  (path: Path): string | undefined => {
    const found = valueAt(value, path);
    if (typeof found === 'string') return found;
    if (typeof found === 'number' || typeof found === 'boolean') return sourceAt(path) ?? String(found);
    return undefined;
  };

const jobOf = (id: string, value: Keys, textAt: WorkflowFile['textAt']): Job => {
  const path = ['jobs', id];
  const steps: readonly unknown[] = Array.isArray(value.steps) ? value.steps : [];
  return {
    id,
    path,
    value,
    needs: listOfTexts(value.needs),
    steps: steps.map((step, index) => stepOf(isObject(step) ? step : {}, [...path, 'steps', index], textAt)),
  };
};

const stepOf = (value: Keys, path: Path, textAt: WorkflowFile['textAt']): Step => ({
  path,
  value,
  inputs: new Map(
    Object.keys(isObject(value.with) ? value.with : {}).flatMap((name) => {
      const text = textAt([...path, 'with', name]);
      return text === undefined ? [] : [[name.toLowerCase(), text]];
    }),
  ),
});

/** One text may stand for a list of one. */
export const listOfTexts = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.filter((item) => typeof item === 'string')
      : [];

/** Where something in a block of several lines stands is counted from the line of its `|`. */
const placesOf =
  (document: ConfigDocument, text: string): WorkflowFile['placeOf'] =>
  (path, offset = 0, at = 'value') => {
    const start = document.locate(path, at);
    const lines = text.split('\n', start.line + 1);
    const value = valueAt(document.value, path);
    const isBlock = (lines[start.line - 1] ?? '').slice(start.column - 1).startsWith('|');
    if (at === 'key' || !isBlock || typeof value !== 'string') return document.locate(path, at, offset);
    const before = value.slice(0, offset).split('\n');
    const indent = indentOf(text.split('\n').slice(start.line));
    return { line: start.line + before.length, column: indent + (before.at(-1)?.length ?? 0) + 1 };
  };

const indentOf = (lines: readonly string[]): number =>
  /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
