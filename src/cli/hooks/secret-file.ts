import { randomBytes } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RelayError } from '../../errors.ts';

/** `forget` takes a file away that was made here, and leaves one alone that was there. */
export interface SecretFile {
  readonly secret: string;
  readonly forget: () => Promise<void>;
}

/** "We recommend a random string of text with high entropy." https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
const BYTES = 32;

/** A new secret in a new file, which only its owner can read, on disk when the promise resolves. */
export const writeSecret = async (path: string): Promise<SecretFile> => {
  const secret = randomBytes(BYTES).toString('hex');
  const forget = (): Promise<void> => rm(path, { force: true });
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') throw new RelayError('secret-exists', `${path} holds something.`);
    throw unwritable(path, error);
  });
  try {
    await file.writeFile(secret);
    await file.sync();
  } catch (error) {
    await forget();
    throw unwritable(path, error);
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(path));
  return { secret, forget };
};

/** The secret of another webhook, so that both are of one source. The line break at its end is not part of it. */
export const readSecret = async (path: string): Promise<SecretFile> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new RelayError('file-unreadable', `${path}: ${codeOf(error)}.`);
  });
  const secret = text.trim();
  if (secret === '') throw new RelayError('file-unreadable', `${path} is empty.`);
  return { secret, forget: () => Promise.resolve() };
};

/** The name of a new file is on disk only when its directory is; where a system can't do that, it does so by itself. */
const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path).catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
};

const unwritable = (path: string, error: unknown): RelayError =>
  new RelayError('file-unwritable', `${path}: ${codeOf(error)}.`);

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'unknown error';
