import { parseConfig } from '../config/parse.ts';
import { type Repository } from '../core/repository.ts';
import { type Member, memberWithout } from '../core/route-index.ts';
import { type ConfigFile } from './ports.ts';

/** Where a repository's configuration stands, on its default branch. */
export const CONFIG_PATH = '.github/hub-relay.yml';

/** A file that GitHub would not give us just now stays as it was last seen. */
export const mergeFiles = (found: ConfigFile | 'unchanged', known: ConfigFile | undefined): ConfigFile => {
  if (found === 'unchanged') return known ?? { state: 'missing' };
  return found.state === 'unreadable' && known?.text !== undefined ? { ...found, text: known.text } : found;
};

/** The configuration in force: a wrong file has no routes and accepts nobody, and says so in each decision. */
export const memberOf = (repository: Repository, file: ConfigFile): Member => {
  if (file.text === undefined) {
    return memberWithout(
      repository,
      file.state === 'unreadable' ? `${CONFIG_PATH}: ${file.problem ?? ''}` : undefined,
    );
  }
  const { config, problems } = parseConfig(file.text);
  if (config) return { repository, config };
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = first ? `${first.line}:${first.column}: ${first.message}` : 'it is wrong';
  return memberWithout(repository, `${CONFIG_PATH}:${where}${more}`);
};
