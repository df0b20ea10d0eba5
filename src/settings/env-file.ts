import { readFileSync } from 'node:fs';
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
