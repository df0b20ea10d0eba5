import { readFileSync } from 'node:fs';
import { parseConfig } from '../config/parse.ts';
import { renderProblem } from '../config/problems.ts';
import { printableJson } from '../core/printable.ts';
import { type OwnConfig } from '../core/route.ts';
import { RelayError } from '../errors.ts';
import { CONFIG_PATH } from '../flow/members.ts';
import { type Terminal } from './terminal.ts';

/** Checks one file; 0 when it is right (warnings allowed), 1 when it is not. */
export const validate = (
  file: string | undefined,
  options: { readonly json?: boolean },
  terminal: Terminal,
): number => {
  const path = file ?? CONFIG_PATH;
  const { config, problems } = parseConfig(readText(path));
  if (options.json === true) {
    terminal.out(printableJson({ file: path, valid: config !== undefined, problems }));
    return config ? 0 : 1;
  }
  for (const problem of problems) terminal.err(renderProblem(path, problem));
  if (config) terminal.out(`${path}: ${summaryOf(config)}`);
  return config ? 0 : 1;
};

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
