import { type z } from 'zod';
import { printable } from '../core/printable.ts';
import { checkPatternTotal } from './check-pattern-total.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { type Finding, type Path, type Show, describeValue, renderPath, valueAt } from './finding.ts';
import { type SourceAt } from './normalize.ts';
import { MAX_PROBLEMS, type Problem } from './problems.ts';
import { keysAt } from './schema-keys.ts';
import { findShapeProblems } from './shape-problems.ts';

export const MAX_CONFIG_BYTES = 64 * 1024;

/** What one kind of file may say, and what it means. */
export interface Language<Raw, File> {
  readonly schema: z.ZodType<Raw>;
  /** After "expected keys such as", for a file that has none. */
  readonly keys: string;
  readonly show: Show;
  /** What the schema can't say. The file may be wrong elsewhere. */
  readonly check: (document: ConfigDocument) => readonly Finding[];
  readonly normalize: (raw: Raw, sourceAt: SourceAt) => File;
}

/** `file` is there when no problem is an error. */
export interface Read<File> {
  readonly file?: File;
  readonly problems: readonly Problem[];
}

/** Never throws; a file that holds nothing is one without keys. */
export const readStrictly = <Raw, File>(text: string, language: Language<Raw, File>): Read<File> => {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_CONFIG_BYTES)
    return {
      problems: [
        {
          ...error('config-too-large', 1, 1),
          message: `the file has ${bytes} bytes; at most ${MAX_CONFIG_BYTES} are read`,
        },
      ],
    };
  const document = readDocument(text, language.show);
  if ('problems' in document)
    return {
      problems: document.problems.slice(0, MAX_PROBLEMS).map(({ code, line, column, message }) => ({
        ...error(code, line, column),
        message: printable(message),
      })),
    };
  return read(document, language);
};

const error = (code: string, line: number, column: number) =>
  ({ code, severity: 'error', line, column, path: '' }) as const;

const read = <Raw, File>(document: ConfigDocument, language: Language<Raw, File>): Read<File> => {
  const { schema, show } = language;
  const value = document.value ?? {};
  const wrong = (findings: readonly Finding[]): Read<File> => ({
    problems: toProblems(document, findings, language),
  });
  if (typeof value !== 'object' || Array.isArray(value))
    return wrong([
      {
        code: 'config-wrong-type',
        path: [],
        message: `found ${describeValue(value, show)}; expected keys such as ${language.keys}`,
      },
    ]);
  // Nothing else looks into a value that is too deep, or contains itself.
  if (document.findings.length > 0) return wrong(document.findings);
  const { sourceAt } = document;
  const findings = [
    ...findShapeProblems({ value, sourceAt, schema, show }),
    ...language.check(document),
    ...checkPatternTotal(value),
  ];
  const shape = schema.safeParse(value);
  if (!shape.success || findings.some(({ severity }) => severity === undefined)) return wrong(findings);
  return { file: language.normalize(shape.data, sourceAt), ...wrong(findings) };
};

/** Each entry of a list that has its shape is checked, also where others have not: all problems are told at once. */
export const checkEach = <Raw>(
  { value }: Pick<ConfigDocument, 'value'>,
  list: string,
  schema: z.ZodType<Raw>,
  check: (entry: Raw, path: Path) => readonly Finding[],
): readonly Finding[] => {
  const found = valueAt(value, [list]);
  if (!Array.isArray(found)) return [];
  return found.flatMap((entry, index) => {
    const { success, data } = schema.safeParse(entry);
    return success ? check(data, [list, index]) : [];
  });
};

const toProblems = (
  document: ConfigDocument,
  findings: readonly Finding[],
  { schema, show }: Pick<Language<unknown, unknown>, 'schema' | 'show'>,
): readonly Problem[] =>
  // Warnings last before the cut, so that they never hide an error.
  [
    ...findings.filter(({ severity }) => severity === undefined),
    ...findings.filter(({ severity }) => severity !== undefined),
  ]
    .slice(0, MAX_PROBLEMS)
    .map(({ code, path, message, at, offset, severity }) => ({
      code,
      severity: severity ?? ('error' as const),
      ...document.locate(path, at, offset),
      path: printable(renderPath(shownPath(inFile(document, path), schema, show))),
      message: printable(message),
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);

/** A single text may stand for a list of one; then its path ends at the key. */
const inFile = ({ value }: ConfigDocument, path: Path): Path => {
  const around = path.slice(0, -1);
  return typeof path.at(-1) === 'number' && !Array.isArray(valueAt(value, around)) ? around : path;
};

/** The language's own keys hold no secret. */
const shownPath = (path: Path, schema: z.ZodType, show: Show): Path =>
  path.map((step, index) =>
    typeof step === 'number' || keysAt(schema, path.slice(0, index)).includes(step) ? step : show(step),
  );
