import { type Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { code, paragraphs, tableOf } from './markdown.ts';

/** A section for each command, with all that its own `--help` says. */
export const commandSections = (): string => {
  const program = createProgram({}, { out: () => undefined, err: () => undefined }, () => undefined);
  return paragraphs(program.commands.flatMap((command) => sectionsOf(command, [program.name()])));
};

/** A list of all of them, each with what it is for. */
export const commandTable = (): string => {
  const program = createProgram({}, { out: () => undefined, err: () => undefined }, () => undefined);
  return tableOf(
    ['command', 'what for'],
    program.commands.map((command) => [
      `[${code(command.name())}](#hub-relay-${command.name()})`,
      textOf(command.description()),
    ]),
  );
};

const sectionsOf = (command: Command, before: readonly string[]): readonly string[] => {
  const names = [...before, command.name()];
  const help = command.createHelp();
  const level = '#'.repeat(before.length + 1);
  const rows = [
    ...help
      .visibleArguments(command)
      .map((argument) => [code(argument.name()), textOf(help.argumentDescription(argument))]),
    ...help
      .visibleOptions(command)
      .filter((option) => option.long !== '--help')
      .map((option) => [code(help.optionTerm(option)), textOf(help.optionDescription(option))]),
  ];
  return [
    `${level} ${code(names.join(' '))}`,
    sentence(command.description()),
    `Usage: ${code(help.commandUsage(command))}`,
    ...(rows.length === 0 ? [] : [tableOf(['argument or option', 'meaning'], rows)]),
    ...command.commands.flatMap((inner) => sectionsOf(inner, names)),
  ];
};

/** A term in angle brackets would be taken for HTML, and a star for emphasis. */
const textOf = (text: string): string => text.replaceAll(/[<>*]/g, '\\$&');

const sentence = (text: string): string =>
  text === '' ? '' : `${text[0]?.toUpperCase() ?? ''}${textOf(text.slice(1))}.`;
