import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type StarterFile } from '../../config/starter/starter-files.ts';
import { RelayError } from '../../errors.ts';

/** `before` is what the file holds now; absent where there is none. */
export interface ComparedFile extends StarterFile {
  readonly before?: string;
}

export const compareFiles = (
  directory: string,
  files: readonly StarterFile[],
): Promise<readonly ComparedFile[]> =>
  Promise.all(
    files.map(async (file) => {
      const before = await readFile(join(directory, file.path), 'utf8').catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw new RelayError('file-unreadable', `${file.path}: ${codeOf(error)}.`);
      });
      return { ...file, ...(before !== undefined && { before }) };
    }),
  );

/** A file that came to be since it was looked for is left alone. */
export const writeFiles = async (directory: string, files: readonly ComparedFile[]): Promise<void> => {
  for (const { path, text, before } of files) {
    const target = join(directory, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text, { flag: before === undefined ? 'wx' : 'w' });
    } catch (error) {
      throw new RelayError('file-unwritable', `${path}: ${codeOf(error)}.`);
    }
  }
};

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'unknown error';
