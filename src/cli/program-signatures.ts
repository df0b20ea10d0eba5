import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AddCommands } from './add-commands.ts';
import { ENDPOINT_FORMATS } from '../core/endpoint.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { SignOptions } from './sign.ts';
import type { VerifyOptions } from './verify.ts';

/** Adds `sign` and `verify`, with which those who write a receiver try it. */
export const addSignatures: AddCommands = (program, env, terminal, exit) => {
  const add = (name: string): Command =>
    program
      .command(name)
      .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
      .addOption(
        new Option('--format <format>', 'how it is signed')
          .choices(ENDPOINT_FORMATS)
          .default(ENDPOINT_FORMATS[0]),
      )
      .option(
        '--secret-env <name...>',
        'the variable that holds the secret; may be repeated, the newest first',
      );

  add('sign')
    .description('print the headers of a signed request, for the body on standard input')
    .option('--id <id>', 'webhook-id or X-GitHub-Delivery; a new UUID where it is not given', readToken)
    .option(
      '--timestamp <seconds>',
      'since 1970, for the standard format; now where it is not given',
      readSeconds,
    )
    .option('--event <name>', 'X-GitHub-Event, for the format of GitHub', readToken, 'push')
    .action(async (options: SignOptions) =>
      exit(await (await import('./sign.ts')).sign(options, env, terminal)),
    );
  add('verify')
    .description('check the signature of a request that arrived, its body on standard input')
    .option('--header <line...>', '"name: value", as it arrived; may be repeated')
    .action(async (options: VerifyOptions) =>
      exit(await (await import('./verify.ts')).verify(options, env, terminal)),
    );
};

/** Whoever gives the secret itself by mistake does not find it in a log. */
const withoutValues = (text: string): string =>
  text.replace(/(unknown option '[\w-]+)=[^]*?'\n/, "$1'\n").replace(/( but got \d+): [^]*/, '$1.\n');

/** It becomes the value of a header. A full stop would part what is signed. */
const readToken = (text: string): string => {
  if (!/^[\w-]{1,256}$/.test(text)) throw new InvalidArgumentError('use letters, digits, "_" and "-"');
  return text;
};

const readSeconds = (text: string): number => {
  if (!/^\d{1,11}$/.test(text)) throw new InvalidArgumentError('use whole seconds since 1970');
  return Number(text);
};
