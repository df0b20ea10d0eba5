import { parseConfig } from '../config/parse.ts';
import { type Repository } from '../core/repository.ts';
import { type Declared } from '../core/in-force.ts';
import { type ConfigFile } from './ports.ts';

/** Where a repository's configuration stands, on its default branch. */
export const CONFIG_PATH = '.github/hub-relay.yml';

/**
 * A file that GitHub would not give us just now stays as it was last seen; and the etag of a text is good as long as the
 * text is the same, also where GitHub gave none with it.
 */
export const mergeFiles = (found: ConfigFile | 'unchanged', known: ConfigFile | undefined): ConfigFile => {
  if (found === 'unchanged') return known ?? { state: 'missing' };
  if (known?.text === undefined) return found;
  if (found.state === 'unreadable') return { ...found, text: known.text };
  return found.text === known.text && known.etag !== undefined ? { etag: known.etag, ...found } : found;
};

/** A missing file says nothing; nothing is in force of a wrong one, and each decision says so. */
export const declare = (repository: Repository, file: ConfigFile): Declared => {
  const isNotInForce = (note: string): Declared => ({ repository, own: {}, note });
  if (file.text === undefined) {
    return file.state === 'unreadable'
      ? isNotInForce(`${CONFIG_PATH}: ${file.problem ?? ''}`)
      : { repository, own: {} };
  }
  const { config, problems } = parseConfig(file.text);
  if (config) return { repository, own: config };
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = first ? `${first.line}:${first.column}: ${first.message}` : 'it is wrong';
  return isNotInForce(`${CONFIG_PATH}:${where}${more}`);
};
