import { Option } from 'commander';
import { type AddCommands } from './add-commands.ts';
import {
  collect,
  collectRepositories,
  readEventNames,
  readName,
  readPatterns,
  readServer,
} from './arguments.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { ExplainOptions } from './explain.ts';
import type { InitOptions } from './init.ts';
import type { MigrateOptions } from './migrate.ts';
import type { SchemaOptions } from './schema.ts';
import type { ValidateOptions } from './validate.ts';

/** Adds what is done with files: neither a server, nor a database, nor a network. */
export const addFiles: AddCommands = (program, env, terminal, exit) => {
  program
    .command('explain <event-file>')
    .description('which routes fire on this payload (- for standard input) and why, or why not; no network')
    .option('--event <name>', 'the name of the event, where the payload does not tell')
    .option('--config <owner/name=file>', 'the file of a repository; may be repeated', collect, [])
    .option('--public <owner/name>', 'this repository is public; may be repeated', collect, [])
    .option('--changed-file <path>', 'a file that the pull request changes; may be repeated', collect, [])
    .option('--json', 'print the verdicts as JSON')
    .action(async (file: string, options: ExplainOptions) =>
      exit(await (await import('./explain.ts')).explain(file, options, env, terminal)),
    );
  program
    .command('validate [file]')
    .description('check a .github/hub-relay.yml, or a file of the operator, with every problem and its place')
    .addOption(kindOption())
    .option('--json', 'print the problems as JSON')
    .action(async (file: string | undefined, options: ValidateOptions) =>
      exit((await import('./validate.ts')).validate(file, options, terminal)),
    );
  program
    .command('init')
    .description('write a first .github/hub-relay.yml for a spoke or a hub, and the workflow of a hub')
    .option('--spoke', 'this repository tells others')
    .option('--hub', 'this repository is told by others')
    .option(
      '--notify <owner/name>',
      'in a spoke: hubs to be told, with commas between them',
      collectRepositories,
      [],
    )
    .option(
      '--accept <pattern>',
      'in a hub: spokes that may tell it (acme/*), with commas between them',
      collectRepositories,
      [],
    )
    .addOption(
      new Option(
        '--subscribe [pattern]',
        'in a hub: spokes that need no file, with commas between them; without a pattern, those of --accept',
      )
        .preset('')
        .argParser(collectRepositories)
        .default([]),
    )
    .option('--on <events>', 'of which events, with commas between them (default: push)', readEventNames)
    .option(
      '--branches <patterns>',
      'on which branches, with commas between them (default: the default branch)',
      readPatterns,
    )
    .option('--paths <patterns>', 'only where one of these changed, with commas between them', readPatterns)
    .option('--event-type <name>', 'the event_type for the hub’s workflow (default: that of each event)')
    .option('--dir <directory>', 'the top of the repository', '.')
    .option(
      '--server <url>',
      'the address of your Hub Relay, from which editors then read the schema',
      readServer,
    )
    .option('--force', 'overwrite what is there')
    .option('--dry-run', 'show what would be written, and write nothing')
    .action(async (options: InitOptions) =>
      exit(await (await import('./init.ts')).init(options, env, terminal)),
    );
  program
    .command('schema')
    .description(
      'print the JSON Schema of a .github/hub-relay.yml, or of a file of the operator, for editors',
    )
    .addOption(kindOption())
    .action(async (options: SchemaOptions) => exit((await import('./schema.ts')).schema(options, terminal)));
  program
    .command('migrate <workflow...>')
    .description(
      'write the routes that do what workflows do that notify other repositories; files or directories',
    )
    .option('--repo <owner/name>', 'the repository in which the workflows stand', readName)
    .option('--write', 'write .github/hub-relay.yml, where there is none, instead of printing it')
    .option('--dir <directory>', 'the top of the repository, for --write', '.')
    .option('--json', 'print the routes, the notes and what is left to do as JSON')
    .action(async (paths: readonly string[], options: MigrateOptions) =>
      exit((await import('./migrate.ts')).migrate(paths, options, terminal)),
    );
};

const kindOption = (): Option =>
  new Option('--kind <kind>', 'what the file is')
    .choices(['repository', 'endpoints', 'sources'])
    .default('repository');
