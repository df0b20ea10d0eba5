import { type z } from 'zod';
import { type ConfigDocument } from './document.ts';
import { type Finding, type Path, type Show, valueAt } from './finding.ts';
import { MAX_PROBLEMS } from './problems.ts';
import { keysAt } from './schema-keys.ts';
import {
  expectedNames,
  missing,
  outOfRange,
  unknownKey,
  wrongForm,
  wrongType,
  wrongValue,
} from './shape-sentences.ts';

type Issue = z.core.$ZodIssue;

/** The file, for what was found in it, as it is written there; and what it is compared with. */
interface Asked extends Pick<ConfigDocument, 'value' | 'sourceAt'> {
  readonly schema: z.ZodType;
  readonly show: Show;
}

/** What of a file does not have the shape that the schema describes, in sentences of our own. */
export const findShapeProblems = (file: Asked): readonly Finding[] => {
  const result = file.schema.safeParse(file.value);
  return result.success ? [] : translateAll(result.error.issues, [], file);
};

/** No more than are shown: a file can have thousands, and each is compared with all that is allowed in its place. */
const translateAll = (issues: readonly Issue[], base: Path, file: Asked): readonly Finding[] => {
  const findings: Finding[] = [];
  for (const issue of issues) {
    if (findings.length >= MAX_PROBLEMS) break;
    findings.push(...translate(issue, base, file));
  }
  return findings;
};

const translate = (issue: Issue, base: Path, file: Asked): readonly Finding[] => {
  const path: Path = [...base, ...(issue.path as Path)];
  const found = valueAt(file.value, path);
  const { schema, show } = file;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, MAX_PROBLEMS)
        .map((key) => unknownKey(path, key, keysAt(schema, path), show));
    case 'invalid_union':
      return union(issue, path, file);
    case 'invalid_type':
      if (found === undefined) return [missing(path)];
      return [wrongType(path, found, file.sourceAt(path), expectedNames(issue.expected), show)];
    case 'invalid_value':
      return [wrongValue(path, found, issue.values.map(String), show)];
    case 'invalid_format':
      return [wrongForm(path, found, issue.message, show)];
    case 'too_small':
      return [outOfRange(path, found, `at least ${issue.minimum}`, show)];
    case 'too_big':
      return [outOfRange(path, found, `at most ${issue.maximum}`, show)];
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return [wrongForm(path, found, 'another value', show)];
  }
};

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** Of several allowed shapes, the one whose outside fits is the one that was meant. */
const union = (issue: UnionIssue, path: Path, file: Asked): readonly Finding[] => {
  const found = valueAt(file.value, path);
  if (found === undefined) return [missing(path)];
  const meant = issue.errors.find((errors) => !errors.some(isOutsideWrong));
  if (meant !== undefined) return translateAll(meant, path, file);
  const outside = issue.errors.flat().filter(isOutsideWrong);
  const allowed = outside.flatMap(allowedBy);
  const listsValues = outside.some(({ code }) => code === 'invalid_value');
  return typeof found === 'string' && listsValues
    ? [wrongValue(path, found, allowed, file.show)]
    : [wrongType(path, found, file.sourceAt(path), allowed, file.show)];
};

const isOutsideWrong = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

const allowedBy = (issue: Issue): readonly string[] => {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' ? expectedNames(issue.expected) : [];
};
