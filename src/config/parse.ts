import { printable } from '../core/printable.ts';
import { type OwnConfig } from '../core/route.ts';
import { checkAccept, checkNotify, checkPublish, checkSubscribe } from './check.ts';
import { checkPatternTotal } from './check-pattern-total.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { type Finding, type Path, describeValue, renderPath, valueAt } from './finding.ts';
import {
  normalize,
  normalizeAccept,
  normalizeNotify,
  normalizePublish,
  normalizeSubscribe,
} from './normalize.ts';
import { MAX_PROBLEMS, type Problem } from './problems.ts';
import { AcceptSchema, ConfigSchema, NotifySchema, PublishSchema, SubscribeSchema } from './schema.ts';
import { findShapeProblems } from './shape-problems.ts';

export const MAX_CONFIG_BYTES = 64 * 1024;

/** `config` is there when no problem is an error. */
export interface ParsedConfig {
  readonly config?: OwnConfig;
  readonly problems: readonly Problem[];
}

/** Reads a `.github/hub-relay.yml`. Never throws; a file that holds nothing is an empty config. */
export const parseConfig = (text: string): ParsedConfig => {
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
  const document = readDocument(text);
  if ('problems' in document)
    return {
      problems: document.problems.slice(0, MAX_PROBLEMS).map(({ code, line, column, message }) => ({
        ...error(code, line, column),
        message: printable(message),
      })),
    };
  return read(document);
};

const error = (code: string, line: number, column: number) =>
  ({ code, severity: 'error', line, column, path: '' }) as const;

const read = (document: ConfigDocument): ParsedConfig => {
  const { value } = document;
  if (value === null || value === undefined) return { config: {}, problems: [] };
  if (typeof value !== 'object' || Array.isArray(value))
    return toProblems(document, [
      {
        code: 'config-wrong-type',
        path: [],
        message: `found ${describeValue(value)}; expected keys such as "notify:" or "accept:"`,
      },
    ]);
  // Nothing else looks into a value that is too deep, or contains itself.
  if (document.findings.length > 0) return toProblems(document, document.findings);
  const findings = [...findShapeProblems(document), ...checkEntries(document), ...checkPatternTotal(value)];
  const { problems } = toProblems(document, findings);
  const shape = ConfigSchema.safeParse(value);
  if (!shape.success || findings.some(({ severity }) => severity === undefined)) return { problems };
  return { config: normalize(shape.data, document.sourceAt), problems };
};

/** Each entry that has its shape is checked, also where others have not: all problems are told at once. */
const checkEntries = ({ value, sourceAt }: ConfigDocument): readonly Finding[] => {
  const entries = (list: string): readonly unknown[] => {
    const found = valueAt(value, [list]);
    return Array.isArray(found) ? found : [];
  };
  return [
    ...entries('notify').flatMap((entry, index) => {
      const { data } = NotifySchema.safeParse(entry);
      const path = ['notify', index];
      return data ? checkNotify(normalizeNotify(data, path, sourceAt), path) : [];
    }),
    ...entries('subscribe').flatMap((entry, index) => {
      const { data } = SubscribeSchema.safeParse(entry);
      return data ? checkSubscribe(normalizeSubscribe(data), ['subscribe', index]) : [];
    }),
    ...entries('accept').flatMap((entry, index) => {
      const { data } = AcceptSchema.safeParse(entry);
      return data ? checkAccept(normalizeAccept(data), ['accept', index]) : [];
    }),
    ...entries('publish').flatMap((entry, index) => {
      const { data } = PublishSchema.safeParse(entry);
      return data ? checkPublish(normalizePublish(data), ['publish', index]) : [];
    }),
  ];
};

const toProblems = (document: ConfigDocument, findings: readonly Finding[]): ParsedConfig => ({
  // Warnings last before the cut, so that they never hide an error.
  problems: [
    ...findings.filter(({ severity }) => severity === undefined),
    ...findings.filter(({ severity }) => severity !== undefined),
  ]
    .slice(0, MAX_PROBLEMS)
    .map(({ code, path, message, at, offset, severity }) => ({
      code,
      severity: severity ?? ('error' as const),
      ...document.locate(path, at, offset),
      path: printable(renderPath(inFile(document, path))),
      message: printable(message),
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column),
});

/** A single text may stand for a list of one; then its path ends at the key. */
const inFile = ({ value }: ConfigDocument, path: Path): Path => {
  const around = path.slice(0, -1);
  return typeof path.at(-1) === 'number' && !Array.isArray(valueAt(value, around)) ? around : path;
};
