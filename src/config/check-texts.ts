import { compileExpression, compileTemplate } from '../core/expression.ts';
import { type Finding, openly, type Path, quote, type Show } from './finding.ts';
import { checkPatterns } from './check-on.ts';

/** A condition, or every text in a value that may hold `${{ }}`. */
export const checkCondition = (text: string, path: Path): readonly Finding[] => {
  const compiled = compileExpression(text);
  return 'problem' in compiled ? [expressionFinding(text, compiled, path)] : [];
};

export const checkTemplates = (value: unknown, path: Path): readonly Finding[] => {
  if (typeof value === 'string') {
    const compiled = compileTemplate(value);
    return 'problem' in compiled ? [expressionFinding(value, compiled, path)] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    checkTemplates(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const expressionFinding = (
  text: string,
  { problem, offset, line }: { readonly problem: string; readonly offset: number; readonly line: number },
  path: Path,
): Finding => ({
  code: 'config-expression',
  path,
  offset,
  // A text of several lines is shown at its beginning, so the message says how far down.
  message: text.trimEnd().includes('\n') ? `${problem} (line ${line} of this text)` : problem,
});

/** Keys that are taken as they are: an expression there was surely meant to be filled in. */
export const checkPlain = (text: string | undefined, path: Path): readonly Finding[] =>
  text?.includes('${{') === true
    ? [
        {
          code: 'config-expression',
          path,
          message: `${quote(text)} is taken as it is; expressions are filled in only in "payload" and "inputs"`,
        },
      ]
    : [];

/** Patterns of `owner/name`. */
export const checkRepositories = (
  texts: readonly string[],
  path: Path,
  show: Show = openly,
): readonly Finding[] => {
  const findings = checkPatterns(texts, path, show);
  return findings.length > 0
    ? findings
    : texts.flatMap((text, index) => checkRepository(text, [...path, index], show));
};

const checkRepository = (text: string, path: Path, show: Show): readonly Finding[] => {
  const pattern = text.replace(/^!/, '');
  const slashes = pattern.split('/').length - 1;
  const isName = /^[\w.*?+[\]\\/-]+$/.test(pattern);
  if (isName && (slashes === 1 || (slashes === 0 && pattern.includes('**')))) return [];
  const hint =
    isName && slashes === 0 ? `; for all repositories of an owner write ${quote(`${show(pattern)}/*`)}` : '';
  return [
    {
      code: 'config-pattern',
      path,
      message: `${quote(show(text))} can't match a repository; expected a pattern of owner/name${hint}`,
    },
  ];
};
