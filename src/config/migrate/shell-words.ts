import { type DoubleQuotedChild, type ParameterExpansionPart, type Word, type WordPart } from 'unbash';
import { literal } from './carry-name.ts';
import { MAX_SCRIPT_TEXT } from './script.ts';
import { outputOf } from './shell-output.ts';
import { type ShellScope } from './shell-scope.ts';

/** What the shell makes of a word, as a text with holes. */
export const wordText = (word: Word, scope: ShellScope): string =>
  word.parts === undefined ? word.value : textOfParts(word.parts, scope);

export const textOfParts = (parts: readonly WordPart[], scope: ShellScope): string =>
  parts.reduce((text, part) => {
    const longer = text + partText(part, scope);
    return longer.length > MAX_SCRIPT_TEXT ? scope.lost('from-command', part.text, part.pos) : longer;
  }, '');

const partText = (part: WordPart | DoubleQuotedChild, scope: ShellScope): string => {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return part.value;
    case 'DoubleQuoted':
    case 'LocaleString':
      return textOfParts(part.parts, scope);
    case 'SimpleExpansion':
      return scope.variable(part.text.slice(1), part.pos);
    case 'ParameterExpansion':
      return expand(part, scope);
    case 'CommandExpansion':
      return substitute(part, scope);
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return scope.lost('from-command', part.text, part.pos);
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return part.text;
  }
};

const substitute = (part: Extract<WordPart, { type: 'CommandExpansion' }>, scope: ShellScope): string => {
  const output = part.script === undefined ? undefined : outputOf(part.script.commands, scope);
  return output?.replace(/\n+$/, '') ?? scope.lost('from-command', part.text, part.pos);
};

/** `${X}`, and those operations on a ref or a repository's name that have an expression of their own. */
const expand = (part: ParameterExpansionPart, scope: ShellScope): string => {
  const { parameter, operation, prefix, index, pos, text } = part;
  if (prefix !== undefined) return scope.lost('from-command', text, pos);
  if (index !== undefined) {
    const list = scope.lists.get(parameter);
    const item = list?.[Number(index.value)];
    return (
      item ?? (list && '@*'.includes(index.value) ? list.join(' ') : scope.lost('from-command', text, pos))
    );
  }
  if (operation === undefined) return scope.variable(parameter, pos);
  const source = scope.sourceOf(parameter);
  const known = scope.variables.get(parameter);
  switch (operation.type) {
    case 'Default': {
      const isDefault = ['-', ':-', '=', ':='].includes(operation.operator);
      if (!isDefault) return scope.variable(parameter, pos);
      if (known !== undefined && known !== '' && source === undefined) return known;
      const other = scope.plain(wordText(operation.operand, scope));
      if (source === undefined) return scope.variable(parameter, pos);
      return other === undefined
        ? scope.lost('from-command', text, pos)
        : scope.expression(`${source} || ${literal(other)}`, pos);
    }
    case 'Remove': {
      const pattern = operation.operand.text;
      const { operator } = operation;
      const isShort = operator === '##' && pattern === '*/';
      if (source === 'github.ref' && (isShort || (operator.startsWith('#') && REF_PREFIX.test(pattern)))) {
        if (isShort) scope.differs.push({ code: 'name-shortened', what: text, place: scope.placeOf(pos) });
        return scope.expression('github.ref_name', pos);
      }
      if (source === 'github.repository' && operator.startsWith('#') && pattern === '*/')
        return scope.expression('github.event.repository.name', pos);
      if (source === 'github.repository' && operator.startsWith('%') && pattern === '/*')
        return scope.expression('github.repository_owner', pos);
      return scope.lost('substring-lost', text, pos);
    }
    case 'Replace':
      return source === 'github.ref' &&
        REF_PREFIX.test(operation.pattern.value) &&
        operation.replacement.value === ''
        ? scope.expression('github.ref_name', pos)
        : scope.lost('substring-lost', text, pos);
    case 'Slice':
      return scope.lost('substring-lost', text, pos);
    case 'CaseModification':
    case 'Transform':
    case 'Names':
    case 'Unknown':
      return scope.lost('from-command', text, pos);
  }
};

const REF_PREFIX = /^refs\\?\/(?:heads|tags|\*)\\?\/$/;

/** The words that a word becomes: an unquoted one is cut at spaces, a list gives each of its items. */
export const wordsOf = (word: Word, scope: ShellScope): readonly string[] => {
  const [only] = word.parts ?? [];
  const expansion = only?.type === 'DoubleQuoted' && only.parts.length === 1 ? only.parts[0] : only;
  if (word.parts?.length === 1 && expansion?.type === 'ParameterExpansion' && expansion.index !== undefined)
    return scope.lists.get(expansion.parameter) ?? [wordText(word, scope)];
  const text = wordText(word, scope);
  const isCut =
    only?.type === 'SimpleExpansion' ||
    only?.type === 'ParameterExpansion' ||
    only?.type === 'CommandExpansion';
  const plain = isCut ? scope.plain(text) : undefined;
  if (plain !== undefined) return plain.split(/\s+/).filter((piece) => piece !== '');
  return only?.type === 'BraceExpansion' && /^\{[^{}]*\}$/.test(word.text)
    ? word.text.slice(1, -1).split(',')
    : [text];
};
