import { type Finding, type Path } from './finding.ts';

export const MAX_LEVELS = 30;

/**
 * What YAML can say and JSON can't, and what is nested too deeply. Aliases make one value stand in many places, even
 * inside itself: each is looked at once.
 */
export const findLimits = (value: unknown): readonly Finding[] => {
  const findings: Finding[] = [];
  const seen = new Map<object, number>();
  const look = (found: unknown, path: Path): void => {
    if (typeof found === 'number' && !Number.isFinite(found))
      findings.push({
        code: 'config-wrong-value',
        path,
        message: `found the number ${found}, which can't be sent; put it in quotes, or write another`,
      });
    if (typeof found !== 'object' || found === null) return;
    if (path.length > MAX_LEVELS) {
      if (findings.length === 0) findings.push(tooDeep(path.slice(0, MAX_LEVELS)));
      return;
    }
    // Seen less deep before, it may be too deep only here.
    if ((seen.get(found) ?? -1) >= path.length) return;
    seen.set(found, path.length);
    for (const [key, item] of Object.entries(found)) {
      if (key === '__proto__') findings.push(reserved([...path, key]));
      look(item, [...path, Array.isArray(found) ? Number(key) : key]);
    }
  };
  look(value, []);
  return findings;
};

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
