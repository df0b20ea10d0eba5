import { CONFIG_CODES, type ConfigCode } from '../../config/codes.ts';
import { parseConfig } from '../../config/parse.ts';
import { renderProblem } from '../../config/problems.ts';
import { CONFIG_PATH } from '../../flow/members.ts';
import { summaryOf } from '../validate.ts';
import { type Finding, findingsOf } from './finding.ts';
import { type Read } from './nearby.ts';

const { ok, warn, fail } = findingsOf('config');

/** What a repository's own file says, or what is wrong with it. */
export const checkConfig = ({ repository, file }: Read): readonly Finding[] => {
  const path = `${repository.fullName}/${CONFIG_PATH}`;
  if (file.state === 'missing') return [ok(`${path}: there is none`)];
  if (file.text === undefined) {
    return [
      fail(
        `${path}: ${file.problem ?? 'GitHub does not give it'}`,
        'Until it can be read, nothing of it is in force.',
      ),
    ];
  }
  const { config, problems } = parseConfig(file.text);
  const found = problems.map((problem) =>
    (problem.severity === 'error' ? fail : warn)(
      renderProblem(path, problem),
      CONFIG_CODES[problem.code as ConfigCode].remedy,
    ),
  );
  return config ? [ok(`${path}: ${summaryOf(config)}`), ...found] : found;
};
