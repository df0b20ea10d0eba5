import { type Command, type Redirected } from 'unbash';
import { nodeOutput } from './shell-output.ts';
import { type ShellScope } from './shell-scope.ts';
import { wordText } from './shell-words.ts';

/** What goes to a file by `>` or `>>`, for whatever reads it later: the script itself, or the steps after it. */
export const keepWritten = (
  node: Command | Redirected,
  scope: ShellScope,
  input: string | undefined,
  isSure: boolean,
): void => {
  const to = node.redirects.findLast((one) => one.type === 'Redirect' && /^>[|>]?$/.test(one.operator));
  if (to === undefined || to.type !== 'Redirect' || to.target === undefined) return;
  const path = wordText(to.target, scope);
  const text = nodeOutput(node.type === 'Redirected' ? node.command : node, scope, input);
  const file = scope.sourceIn(path);
  if (file === 'github.output' || file === 'github.env')
    hand(scope.handed[file], text, isSure, (what) => scope.lost('from-step', what, node.pos));
  else if (text === undefined || to.operator === '>>') scope.files.delete(path);
  else scope.files.set(path, text);
};

/**
 * The lines `name=value` that a script writes for later steps. Of what it writes only sometimes, or in the form for
 * several lines, the value is lost.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
const hand = (
  handed: Map<string, string>,
  text: string | undefined,
  isSure: boolean,
  lost: (what: string) => string,
): void => {
  // It may set any of them.
  if (text === undefined) {
    for (const name of handed.keys()) handed.set(name, lost(name));
    return;
  }
  if (/^[\w-]+<</m.test(text)) return;
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Za-z_][\w-]*)=(.*)$/gm))
    handed.set(name, isSure ? value : lost(`${name}=${value}`));
};

/** `echo "::set-output name=tag::v1"`, as older workflows have it. */
export const handByCommand = (
  scope: ShellScope,
  args: readonly string[],
  isSure: boolean,
  at: number,
): void => {
  const [, name, value = ''] = /^::set-output name=([\w-]+)::(.*)$/.exec(args.join(' ')) ?? [];
  if (name !== undefined)
    scope.handed['github.output'].set(name, isSure ? value : scope.lost('from-step', name, at));
};
