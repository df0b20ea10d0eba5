import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GivenWorkflow, migrate as migrateAll, type Migration } from '../config/migrate/migration.ts';
import { printableJson } from '../core/printable.ts';
import { RelayError, renderError } from '../errors.ts';
import { CONFIG_PATH } from '../flow/members.ts';
import { renderAdvice } from './migrate-advice.ts';
import { type Terminal } from './terminal.ts';
import { readText } from './validate.ts';

export interface MigrateOptions {
  readonly repo?: string;
  readonly write?: boolean;
  /** The top of the repository. */
  readonly dir: string;
  readonly json?: boolean;
}

/**
 * Workflows in, the file that does the same out; sends nothing. 0 when all was carried over, 1 when something needs a
 * person, 3 when none of the workflows notifies another repository.
 */
export const migrate = (
  paths: readonly string[],
  { repo, write = false, json = false, dir }: MigrateOptions,
  terminal: Terminal,
): number => {
  const files = paths.flatMap(workflowsAt);
  const migration = migrateAll(files, repo);
  const isWritten =
    write && migration.routes.length > 0 && writeNew(join(dir, CONFIG_PATH), migration.config, terminal);
  if (json) terminal.out(printableJson(migration, 2));
  else tell(migration, files, isWritten, repo, terminal);
  if (migration.routes.length === 0 && migration.notes.length === 0) return 3;
  const isWhole = migration.notes.every(({ weight }) => weight !== 'lost');
  return isWhole && (isWritten || !write) ? 0 : 1;
};

const tell = (
  migration: Migration,
  files: readonly GivenWorkflow[],
  isWritten: boolean,
  repo: string | undefined,
  terminal: Terminal,
): void => {
  const { routes, notes, config } = migration;
  if (isWritten) terminal.out(`${CONFIG_PATH}: written, with ${counted(routes.length, 'route')}`);
  else if (routes.length > 0) terminal.out(config.trimEnd());
  if (routes.length === 0 && notes.length > 0) terminal.err('No route could be written.');
  if (routes.length === 0 && notes.length === 0)
    terminal.err(
      renderError(new RelayError('migrate-nothing', `Looked at ${counted(files.length, 'file')}.`)),
    );
  const advice = renderAdvice(migration, repo);
  if (advice !== '') terminal.err(advice);
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A file, or those of a directory. */
const workflowsAt = (path: string): readonly GivenWorkflow[] => {
  if (!isDirectory(path)) return [{ path, text: readText(path) }];
  const names = readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (names.length === 0) throw new RelayError('migrate-empty', `${path}.`);
  return names.map((name) => join(path, name)).map((file) => ({ path: file, text: readText(file) }));
};

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Never over a file that is there. */
const writeNew = (path: string, text: string, terminal: Terminal): boolean => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const trouble = code === 'EEXIST' ? 'migrate-exists' : 'migrate-unwritable';
    terminal.err(renderError(new RelayError(trouble, `${path}: ${code ?? 'unknown error'}.`)));
    return false;
  }
};
