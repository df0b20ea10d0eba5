import { statSync } from 'node:fs';

/** The database, its log, what the log's readers and writers share, and the lock of its sole owner. */
const FILES = ['', '-wal', '-shm', '-owner'];

/**
 * Notes which files the open database at `path` has, and returns what finds one of them that is not there any more, or is
 * another one now: SQLite goes on with those that it opened, though they are deleted, and all that it writes to them is
 * lost when they are closed. https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
 *
 * It asks the system and not the disk, some microseconds.
 */
export const watchPlace = (path: string): (() => string | undefined) => {
  const noted = FILES.map((end) => path + end).flatMap((file) => {
    const found = identify(file);
    return found === undefined ? [] : [{ file, found }];
  });
  return () => noted.find(({ file, found }) => !isStill(file, found))?.file;
};

/** Where we may not look any more, nothing is known, and nothing is lost by that. */
const isStill = (file: string, found: string): boolean => {
  try {
    return identify(file) === found;
  } catch {
    return true;
  }
};

const identify = (file: string): string | undefined => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
};
