import { type Command, type HereDoc, type Redirection, type Statement, type Word } from 'unbash';
import { jqOutput } from './jq.ts';
import { type Node } from './shell-nodes.ts';
import { type ShellScope } from './shell-scope.ts';
import { textOfParts, wordText } from './shell-words.ts';

/** What these statements print, where that can be told without running them. */
export const outputOf = (statements: readonly Statement[], scope: ShellScope): string | undefined => {
  const outputs = statements.map(({ command }) => nodeOutput(command, scope, ''));
  return outputs.includes(undefined) ? undefined : outputs.join('');
};

/** `input`: what is piped in. */
export const nodeOutput = (node: Node, scope: ShellScope, input: string | undefined): string | undefined => {
  if (node.type === 'Command') return commandOutput(node, scope, input);
  if (node.type === 'Statement') return nodeOutput(node.command, scope, input);
  if (node.type === 'BraceGroup' || node.type === 'Subshell') return outputOf(node.body.commands, scope);
  if (node.type !== 'Pipeline') return undefined;
  return node.commands.reduce<string | undefined>((text, command) => nodeOutput(command, scope, text), input);
};

export const argumentsOf = ({ args }: Pick<Command, 'args'>, scope: ShellScope): readonly string[] =>
  args.map((arg) =>
    arg.type === 'Word' ? wordText(arg, scope) : wordText(asWord(arg.text, arg.pos, arg.end), scope),
  );

const asWord = (text: string, pos: number, end: number): Word => ({
  type: 'Word',
  text,
  value: text,
  pos,
  end,
});

const commandOutput = (
  command: Command,
  scope: ShellScope,
  input: string | undefined,
): string | undefined => {
  const name = command.name === undefined ? '' : wordText(command.name, scope);
  const args = argumentsOf(command, scope);
  const stdin = inputOf(command.redirects, scope) ?? input;
  const at = command.pos;
  switch (name) {
    case '':
      return '';
    case 'echo':
      return `${args.filter((arg, index) => !(index === 0 && /^-[neE]+$/.test(arg))).join(' ')}\n`;
    case 'printf':
      return printf(args);
    case 'cat': {
      const [path, second] = args;
      if (second !== undefined) return undefined;
      return path === undefined || path === '-' ? stdin : scope.files.get(path);
    }
    case 'jq':
      return jqOutput(args, scope, at);
    case 'basename':
    case 'dirname':
      return pathPart(name, args, scope, at);
    case 'git':
      return args.join(' ') === 'rev-parse HEAD' ? scope.expression('github.sha', at) : undefined;
    default:
      return undefined;
  }
};

const printf = ([format = '', ...values]: readonly string[]): string | undefined => {
  if (/%(?!s|%)/.test(format)) return undefined;
  let next = 0;
  return format
    .replaceAll('\\n', '\n')
    .replace(/%s|%%/g, (found) => (found === '%%' ? '%' : (values[next++] ?? '')));
};

const pathPart = (
  name: 'basename' | 'dirname',
  [path = '', ...rest]: readonly string[],
  scope: ShellScope,
  at: number,
): string | undefined => {
  const source = rest.length === 0 ? scope.sourceIn(path) : undefined;
  if (source === 'github.repository')
    return scope.expression(
      name === 'basename' ? 'github.event.repository.name' : 'github.repository_owner',
      at,
    );
  if (source !== 'github.ref' || name === 'dirname') return undefined;
  scope.differs.push({ code: 'name-shortened', what: `basename of ${source}`, place: scope.placeOf(at) });
  return scope.expression('github.ref_name', at);
};

/** What a command reads by `<<EOF`, `<<<` or `<`. */
export const inputOf = (redirects: readonly Redirection[], scope: ShellScope): string | undefined => {
  const last = redirects.findLast((one) => one.type !== 'Redirect' || one.operator === '<');
  if (last === undefined) return undefined;
  if (last.type === 'HereDoc') return hereDocText(last, scope);
  const text = last.target === undefined ? undefined : wordText(last.target, scope);
  if (text === undefined) return undefined;
  return last.type === 'HereString' ? `${text}\n` : scope.files.get(text);
};

const hereDocText = ({ body, operator, delimiter }: HereDoc, scope: ShellScope): string => {
  const text =
    body.parts === undefined || delimiter?.quoted === true ? body.text : textOfParts(body.parts, scope);
  return operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
};
