import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { Command, CommanderError, Help, type Option } from 'commander';
import { renderError } from '../errors.ts';
import { type Environment } from '../settings.ts';
import { readVersion } from '../settings/version.ts';
import { addAudit } from './program-audit.ts';
import { addFiles } from './program-files.ts';
import { addHookCommands } from './program-hooks.ts';
import { addRecord } from './program-record.ts';
import { addServer } from './program-server.ts';
import { addSignatures } from './program-signatures.ts';
import { addSimulate } from './program-simulate.ts';
import { PROCESS_TERMINAL, type Terminal } from './terminal.ts';
import { youngGeneration } from './young-generation.ts';

/** Runs one command line and returns its exit code. Whatever goes wrong is told in words, never as a stack. */
export const runCommand = async (
  argv: readonly string[],
  env: Environment,
  terminal: Terminal = PROCESS_TERMINAL,
): Promise<number> => {
  // As Probot's set-up page leaves it behind; what the environment says already, stays.
  if (env === process.env && existsSync('.env')) loadEnvFile('.env');
  let exitCode = 0;
  const program = createProgram(env, terminal, (code) => (exitCode = code));
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    terminal.err(renderError(error));
    return 1;
  }
};

/** Each command is loaded when it is called: those that look at a file need neither a server nor a database. */
export const createProgram = (
  env: Environment,
  terminal: Terminal,
  exit: (code: number) => void,
): Command => {
  const program = new Command('hub-relay')
    .description('Tells a hub repository when its spoke repositories change.')
    .version(readVersion(), '--version')
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    // A server does so by itself, when it has loaded what stays.
    .hook('preAction', (_, command) => {
      if (command.name() !== 'start') youngGeneration.grow();
    });

  addServer(program, env, terminal, exit);
  addSimulate(program, env, terminal, exit);
  addFiles(program, env, terminal, exit);
  addRecord(program, env, terminal, exit);
  addAudit(program, env, terminal, exit);
  addHookCommands(program, env, terminal, exit);
  addSignatures(program, env, terminal, exit);
  return program;
};

/** An option that may be repeated begins with none, which need not be said. */
const optionDescription = (option: Option): string =>
  Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);
