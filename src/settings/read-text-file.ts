import { readFileSync } from 'node:fs';

/** What a file holds, or in words why it can't be read. */
export const readTextFile = (path: string): { readonly text: string } | { readonly problem: string } => {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { problem: `the file can't be read (${(error as { code?: string }).code ?? 'unknown error'})` };
  }
};
