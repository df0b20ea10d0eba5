import { type Finding, type Path, valueAt } from './finding.ts';

/** Each text of a list that stood before; `path` leads to the list, or to the one text that stands for it. */
export const checkTwice = (texts: readonly string[], path: Path): readonly Finding[] =>
  texts.flatMap((text, index) =>
    texts.indexOf(text) === index
      ? []
      : [
          {
            code: 'config-duplicate',
            path: [...path, index],
            message: 'this is listed twice; keep one of them',
          },
        ],
  );

/** Each entry whose name, in any case, another one has before it. Entries without their shape may be among them. */
export const checkNames = (file: unknown, list: string): readonly Finding[] => {
  const entries = valueAt(file, [list]);
  if (!Array.isArray(entries)) return [];
  const seen = new Set<string>();
  return entries.flatMap((entry: unknown, index): readonly Finding[] => {
    const name = valueAt(entry, ['name']);
    if (typeof name !== 'string') return [];
    const lower = name.toLowerCase();
    if (!seen.has(lower)) {
      seen.add(lower);
      return [];
    }
    return [
      {
        code: 'config-duplicate',
        path: [list, index, 'name'],
        message: 'an entry before has this name (names are compared without case); choose another',
      },
    ];
  });
};
