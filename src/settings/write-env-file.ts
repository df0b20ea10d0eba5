import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** What Node, Docker's --env-file, Compose, systemd and a shell all read alike. */
const PLAIN = /^[\w@%+=:,./-]*$/;

/** A mount, or a folder in which nothing new may stand. On a full disk, writing in place would leave nothing of either. */
const UNREPLACEABLE: ReadonlySet<string | undefined> = new Set([
  'EBUSY',
  'EXDEV',
  'EACCES',
  'EPERM',
  'EROFS',
]);

/**
 * Sets variables in a file such as .env, and leaves everything else as it stands, comments too. Afterwards only its owner
 * may read it. What was there stays whole until the new file is; one that cannot be replaced (a mount) is written in place.
 * Throws what Node throws.
 */
export const writeEnvFile = (path: string, values: Readonly<Record<string, string>>): void => {
  const before = readIfThere(path);
  const text = Object.entries(values).reduce(
    (all, [name, value]) => withVariable(all, name, value),
    before ?? '',
  );
  // A link stays one.
  const target = before === undefined ? path : realpathSync(path);
  const next = `${target}.new`;
  try {
    rmSync(next, { force: true });
    writeFileSync(next, text, { mode: 0o600, flag: 'wx' });
    renameSync(next, target);
  } catch (error) {
    rmSync(next, { force: true });
    if (before === undefined || !UNREPLACEABLE.has((error as NodeJS.ErrnoException).code)) throw error;
    // Before it holds a secret.
    chmodSync(target, 0o600);
    writeFileSync(target, text);
  }
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const withVariable = (text: string, name: string, value: string): string => {
  const line = `${name}=${quoted(value)}`;
  // Its value may go on over lines, within quotes.
  const own = new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|\`[^\`]*\`)?.*$`,
    'gm',
  );
  const [first, ...others] = text.match(own) ?? [];
  if (first === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
  // The last one counts, for whoever reads it; so there is one.
  const rest = others.reduceRight((all, other) => {
    const at = all.lastIndexOf(other);
    return all.slice(0, at) + all.slice(at + other.length).replace(/^\n/, '');
  }, text);
  return rest.replace(first, () => line);
};

/** By the first quotes that are not in it: nothing within them is read in another way. */
const quoted = (value: string): string => {
  if (PLAIN.test(value)) return value;
  const quote = ["'", '`', '"'].find((one) => !value.includes(one));
  if (quote === undefined) throw new Error('a value holds all three kinds of quotes');
  return quote + value + quote;
};
