import { type Command } from 'commander';
import { type Environment } from '../settings.ts';
import { type Terminal } from './terminal.ts';

/** Adds some commands to the program; each calls `exit` with its exit code when it is over. */
export type AddCommands = (
  program: Command,
  env: Environment,
  terminal: Terminal,
  exit: (code: number) => void,
) => void;
