import { parse } from 'unbash';
import { type Block } from './markdown.ts';

export interface Step {
  readonly text: string;
  readonly line: number;
  readonly code: number;
}

/** One for each command at the top of a block, with its heredocs. "# exits 1" behind it says how it ends. */
export const stepsOf = ({ text, line }: Block): readonly Step[] => {
  const { commands } = parse(text);
  return commands.map(({ pos, end }, index) => {
    const comment = text.slice(end).split('\n')[0] ?? '';
    return {
      text: text.slice(pos, commands[index + 1]?.pos),
      line: line + text.slice(0, pos).split('\n').length,
      code: Number(/# exits? (?:with )?(\d+)/.exec(comment)?.[1] ?? 0),
    };
  });
};
