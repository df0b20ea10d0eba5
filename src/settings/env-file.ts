import { readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Environment } from './problem.ts';

/** What a file such as .env says; nothing where there is none. */
export const readEnvFile = (path: string): { readonly text: string; readonly variables: Environment } => {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, variables: parseEnv(text) };
  } catch {
    return { text: '', variables: {} };
  }
};

/**
 * The environment as it was before the file was loaded into it: a variable that says what the file says, came from
 * there. What another process is started with must not hold it, or a change of the file would change nothing.
 */
export const withoutEnvFile = (env: Environment, variables: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => variables[name] !== value));

/**
 * Sets one variable in the file, and leaves everything else as it stands, comments too. Only its owner may read a file
 * that is new. `value` holds no line break, no quote and no "#".
 */
export const writeEnvVariable = (path: string, name: string, value: string): void => {
  const { text } = readEnvFile(path);
  const line = `${name}=${value}`;
  const own = new RegExp(`^[ \\t]*(export[ \\t]+)?${name}[ \\t]*=.*$`, 'm');
  const after = text === '' || text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}\n`;
  writeFileSync(path, own.test(text) ? text.replace(own, () => line) : after, { mode: 0o600 });
};
