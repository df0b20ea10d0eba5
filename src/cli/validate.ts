import { readFileSync } from 'node:fs';
import { parseEndpoints } from '../config/endpoints.ts';
import { parseConfig } from '../config/parse.ts';
import { type Problem, renderProblem } from '../config/problems.ts';
import { parseSources } from '../config/sources.ts';
import { printableJson } from '../core/printable.ts';
import { type OwnConfig } from '../core/route.ts';
import { RelayError } from '../errors.ts';
import { CONFIG_PATH } from '../flow/members.ts';
import { type Terminal } from './terminal.ts';

type FileKind = 'repository' | 'endpoints' | 'sources';

/** `summary` is there when the file is right. */
interface Checked {
  readonly summary?: string | undefined;
  readonly problems: readonly Problem[];
}

const KINDS: Readonly<
  Record<FileKind, { readonly path: string; readonly check: (text: string) => Checked }>
> = {
  repository: {
    path: CONFIG_PATH,
    check: (text) => {
      const { config, problems } = parseConfig(text);
      return { summary: config && summaryOf(config), problems };
    },
  },
  endpoints: {
    path: 'endpoints.yml',
    check: (text) => {
      const { file, problems } = parseEndpoints(text);
      return { summary: file && countOf(file, 'endpoint'), problems };
    },
  },
  sources: {
    path: 'sources.yml',
    check: (text) => {
      const { file, problems } = parseSources(text);
      return { summary: file && countOf(file, 'source'), problems };
    },
  },
};

export interface ValidateOptions {
  readonly kind: FileKind;
  readonly json?: boolean;
}

/** Checks one file; 0 when it is right (warnings allowed), 1 when it is not. Reads no secret that it names. */
export const validate = (
  file: string | undefined,
  { kind, json = false }: ValidateOptions,
  terminal: Terminal,
): number => {
  const path = file ?? KINDS[kind].path;
  const { summary, problems } = KINDS[kind].check(readText(path));
  const isValid = summary !== undefined;
  if (json) {
    terminal.out(printableJson({ file: path, valid: isValid, problems }));
    return isValid ? 0 : 1;
  }
  for (const problem of problems) terminal.err(renderProblem(path, problem));
  if (isValid) terminal.out(`${path}: ${summary}`);
  return isValid ? 0 : 1;
};

const countOf = ({ length }: readonly unknown[], noun: string): string =>
  `right: ${length} ${noun}${length === 1 ? '' : 's'}`;

export const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RelayError(
      'file-unreadable',
      `${path}: ${(error as { code?: string }).code ?? 'unknown error'}.`,
    );
  }
};

export const summaryOf = (config: OwnConfig): string => {
  const counts = (['notify', 'subscribe', 'accept', 'publish'] as const)
    .map((list) => ({ list, count: config[list]?.length ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ list, count }) => `${count} ${list}`);
  return counts.length === 0 ? 'right, but it says nothing' : `right: ${counts.join(', ')}`;
};
