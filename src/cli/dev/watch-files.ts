import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

export interface Watched {
  /** Folders, with all that is below them. */
  readonly trees: readonly string[];
  /** Files, also those that are not there yet. */
  readonly files: readonly string[];
}

export interface Changes {
  /** The paths that have changed since it was asked last; waits until there are some. */
  readonly next: () => Promise<readonly string[]>;
  readonly close: () => void;
}

/** An editor writes a file in several steps, and a checkout many files. */
const QUIET = 100;

/** What editors leave beside the file that they write. */
const IS_PASSING = /^\.|~$|^\d+$|\.(sw[a-z]|tmp|bak)$|___jb_/;

/**
 * Looks for changes. A file is watched by its folder: most editors replace a file, and a watch on itself would go on with
 * the old one. `onTrouble` hears what cannot be watched.
 */
export const watchFiles = (
  { trees, files }: Watched,
  onTrouble: (path: string, error: Error) => void,
): Changes => {
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isQuiet = false;
  let waiting: ((paths: readonly string[]) => void) | undefined;

  const give = (): void => {
    if (!isQuiet || changed.size === 0 || !waiting) return;
    waiting([...changed]);
    waiting = undefined;
    changed = new Set();
  };
  const note = (path: string): void => {
    changed.add(path);
    isQuiet = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isQuiet = true;
      give();
    }, QUIET);
  };

  const watchers: FSWatcher[] = [];
  const look = (folder: string, recursive: boolean, onName: (name: string) => void): void => {
    try {
      const watcher = watch(folder, { recursive }, (_, name) => {
        if (name !== null) onName(name);
      });
      watcher.on('error', (error) => onTrouble(folder, error));
      watchers.push(watcher);
    } catch (error) {
      onTrouble(folder, error as Error);
    }
  };
  for (const tree of trees)
    look(tree, true, (name) => {
      if (!IS_PASSING.test(basename(name))) note(join(tree, name));
    });
  for (const folder of new Set(files.map((file) => dirname(file))))
    look(folder, false, (name) => {
      const path = join(folder, name);
      if (files.includes(path)) note(path);
    });

  return {
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        give();
      }),
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};

/** As a person would say it: from where they are, and not more than two. */
export const sayPaths = (paths: readonly string[], from: string): string => {
  const names = paths.map((path) => relative(from, path)).toSorted();
  return names.length > 2 ? `${names[0] ?? ''} and ${names.length - 1} more` : names.join(' and ');
};
