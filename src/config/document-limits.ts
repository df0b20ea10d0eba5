import { type Finding, type Path } from './finding.ts';

export const MAX_LEVELS = 30;

/**
 * Words, signs, line breaks and the spaces between them, as YAML's grammar cuts a file. Reading costs about the same
 * for each of them, so this bounds the time. A short route has 25 of them, one of ten lines about 90.
 */
export const MAX_PIECES = 10_000;

/** With its aliases written out, a file is no larger than one without aliases can be: a value is a piece, at least. */
const MAX_CHARACTERS = 64 * 1024;
/** A condition and nine fields for each of a hundred routes. */
const MAX_EXPRESSIONS = 1_000;

/** What YAML can say and JSON can't, what is nested too deeply, and what aliases make too large. */
export const findLimits = (value: unknown): readonly Finding[] => {
  const findings: Finding[] = [];
  let values = 0;
  let characters = 0;
  let expressions = 0;
  /** Whether to go on: what is too much is told alone. */
  const look = (found: unknown, path: Path): boolean => {
    values += 1;
    if (typeof found === 'string') {
      characters += found.length;
      expressions += found.split('${{').length - 1;
    }
    if (typeof found === 'number' && !Number.isFinite(found)) findings.push(notFinite(found, path));
    if (values > MAX_PIECES || characters > MAX_CHARACTERS) return stopAt(tooMuch(path));
    if (expressions > MAX_EXPRESSIONS) return stopAt(tooManyExpressions(path));
    if (typeof found !== 'object' || found === null) return true;
    if (path.length > MAX_LEVELS) return stopAt(tooDeep(path.slice(0, MAX_LEVELS)));
    return Object.entries(found).every(([key, item]) => {
      const isList = Array.isArray(found);
      if (!isList) characters += key.length;
      if (key === '__proto__') findings.push(reserved([...path, key]));
      return look(item, [...path, isList ? Number(key) : key]);
    });
  };
  const stopAt = (finding: Finding): false => {
    findings.splice(0, findings.length, finding);
    return false;
  };
  look(value, []);
  return findings;
};

const tooMuch = (path: Path): Finding => ({
  code: 'config-limit',
  path,
  message: `with its aliases written out, the file has more than ${MAX_PIECES} values or ${MAX_CHARACTERS} characters; repeat less by aliases`,
});

const tooManyExpressions = (path: Path): Finding => ({
  code: 'config-limit',
  path,
  message: `the file has more than ${MAX_EXPRESSIONS} expressions up to here; take whole objects of the event, or fewer fields`,
});

const notFinite = (found: number, path: Path): Finding => ({
  code: 'config-wrong-value',
  path,
  message: `found the number ${found}, which can't be sent; put it in quotes, or write another`,
});

const tooDeep = (path: Path): Finding => ({
  code: 'config-limit',
  path,
  message: `the file is nested more than ${MAX_LEVELS} levels deep; write it flatter`,
});

const reserved = (path: Path): Finding => ({
  code: 'config-wrong-value',
  path,
  at: 'key',
  message: '"__proto__" can\'t be used as a key; choose another name',
});
