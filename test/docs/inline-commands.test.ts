import { type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { documents } from '../build/documents.ts';

const program = createProgram({}, { out: () => undefined, err: () => undefined }, () => undefined);

/** Why it could not be typed so: a command, or an option of it, that there is not. */
const fault = (text: string): string | undefined => {
  const words = text.replace(/^npx /, '').split(/\s+/).slice(1);
  let command: Command = program;
  for (const word of words) {
    if (/^-/.test(word)) {
      const [name = ''] = word.split('=');
      if (name !== '--help' && name !== '--version' && !optionsOf(command).includes(name))
        return `${command.name()} has no option ${name}`;
    } else {
      const inner = command.commands.find((each) => each.name() === word);
      if (inner) command = inner;
      else if (command === program && /^[a-z]/.test(word)) return `there is no command ${word}`;
    }
  }
  return undefined;
};

/** Those of its default command too. */
const optionsOf = (command: Command): readonly string[] => [
  ...[command, ...command.commands].flatMap(({ options }) =>
    options.flatMap(({ long, short }) => [long ?? '', short ?? '']),
  ),
];

const named = documents().flatMap(({ path, spans }) =>
  spans
    .filter(({ text }) => /^(npx )?hub-relay /.test(text))
    .map(({ text, line }) => [`${path}:${line}`, text] as const),
);

describe('a command that is named in a sentence', () => {
  it('is one that there is, with its options', () => {
    expect(named.length).toBeGreaterThan(50);
    const faults = named.flatMap(([where, text]) => {
      const found = fault(text.split(/ [|<>] /)[0] ?? '');
      return found === undefined ? [] : [`${where}: ${text}: ${found}`];
    });
    expect(faults).toEqual([]);
  });

  it('would be found to be none', () => {
    expect(fault('hub-relay statuses')).toBe('there is no command statuses');
    expect(fault('npx hub-relay hubs retry acme/docs --now')).toBe('retry has no option --now');
    expect(fault('hub-relay notifications --state dead')).toBeUndefined();
  });
});
