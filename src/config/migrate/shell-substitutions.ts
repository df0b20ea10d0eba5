import {
  type Assignment,
  type Command,
  type DoubleQuotedChild,
  type Statement,
  type Word,
  type WordPart,
} from 'unbash';

/** What a command runs to make its own words: `CODE=$(curl …)` sends as surely as `curl …` does. */
export const substitutedBy = ({ name, prefix, args, redirects }: Command): readonly Statement[] =>
  [
    ...(name === undefined ? [] : [name]),
    ...[...prefix, ...args].flatMap((one) =>
      one.type === 'Word' ? [one] : one.type === 'Assignment' ? assignedWords(one) : [],
    ),
    ...redirects.flatMap((one) => (one.type === 'HereDoc' || one.target === undefined ? [] : [one.target])),
  ].flatMap(({ parts }) => (parts ?? []).flatMap(inPart));

const assignedWords = ({ value }: Assignment): readonly Word[] =>
  value.type === 'ArrayValue' ? value.elements : [value];

const inPart = (part: WordPart | DoubleQuotedChild): readonly Statement[] => {
  if (part.type === 'CommandExpansion' || part.type === 'ProcessSubstitution')
    return part.script?.commands ?? [];
  return part.type === 'DoubleQuoted' ? part.parts.flatMap(inPart) : [];
};
