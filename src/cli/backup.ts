import { resolve } from 'node:path';
import { counted, grouped } from '../core/counted.ts';
import { printable, printableJson } from '../core/printable.ts';
import { RelayError } from '../errors.ts';
import { type Environment, readSettings } from '../settings.ts';
import { backUp, type Backup } from '../store/backup.ts';
import { StoreError } from '../store/store-error.ts';
import { expectDatabase } from './open-record.ts';
import { type Terminal, wrapped } from './terminal.ts';

export interface BackupCommandOptions {
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Beside the running server, or without it. */
export const backup = (
  file: string,
  { force = false, json = false }: BackupCommandOptions,
  env: Environment,
  terminal: Terminal,
): number => {
  const { databaseUrl } = readSettings(env).settings;
  if (!databaseUrl.startsWith('file:')) throw new RelayError('backup-postgres', '');
  expectDatabase(databaseUrl);
  const path = resolve(file);
  const made = attempt(() => backUp(resolve(databaseUrl.slice('file:'.length)), path, { force }), path);
  if (json) terminal.out(printableJson({ file: path, ...made }));
  else for (const line of render(path, made)) terminal.out(wrapped(line, terminal.width));
  return 0;
};

const attempt = (work: () => Backup, path: string): Backup => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RelayError || error instanceof StoreError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EINVAL') throw new RelayError('backup-itself', `${path}.`);
    if (code === 'EEXIST') throw new RelayError('backup-exists', `${path}.`);
    throw new RelayError('file-unwritable', `${path}: ${message}.`, { cause: error });
  }
};

const render = (path: string, made: Backup): readonly string[] => [
  `${printable(path)}: ${grouped(Math.ceil(made.bytes / 1024))} KB, whole.`,
  `It holds ${counted(made.events, 'event')} and ${counted(made.notifications, 'notification')}, in tables of ${printable(made.schema)}.`,
  ...(made.auditPlace === undefined ? [] : [`Its audit log ends at ${printable(made.auditPlace)}.`]),
];
