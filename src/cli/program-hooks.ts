import { type AddCommands } from './add-commands.ts';
import { readEventNames, readId, readName } from './arguments.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { AddOptions } from './hooks/add-hook.ts';
import type { Which } from './hooks/find-hook.ts';
import type { ListOptions } from './hooks/list-hooks.ts';
import type { RedeliverOptions } from './hooks/redeliver-hooks.ts';
import type { RemoveOptions } from './hooks/remove-hook.ts';

const REPOSITORY = '<owner/repo>';
const ID = ['--id <number>', 'which, as `list` shows it', readId] as const;
const URL_OPTION = ['--url <url>', 'or where it sends to'] as const;

/** What is done with webhooks of repositories where the App is not installed; each loaded when it is called. */
export const addHookCommands: AddCommands = (program, env, terminal, exit) => {
  const hooks = program
    .command('hooks')
    .description('webhooks of repositories without the App, by the token in GITHUB_TOKEN');
  hooks
    .command('add')
    .description('make one with a secret of its own, and say what the server needs for it')
    .argument(REPOSITORY, 'where it is made', readName)
    .requiredOption('--url <url>', 'where it sends to: https://…/api/github/hooks/<source>')
    .requiredOption('--secret-file <path>', 'where the new secret is written; never over a file')
    .option('--reuse-secret', 'take the secret that is in the file, for several repositories of one source')
    .option(
      '--events <names>',
      'with commas between them; all that a route may name, when left out',
      readEventNames,
    )
    .action(async (name: string, options: AddOptions) =>
      exit(await (await import('./hooks/add-hook.ts')).addHook(name, options, env, terminal)),
    );
  hooks
    .command('list')
    .description('those that there are, and how GitHub could deliver')
    .argument(REPOSITORY, 'whose', readName)
    .option('--deliveries', 'the newest deliveries of each, too')
    .option('--json', 'print JSON, one webhook a line')
    .action(async (name: string, options: ListOptions) =>
      exit(await (await import('./hooks/list-hooks.ts')).listHooks(name, options, env, terminal)),
    );
  hooks
    .command('test')
    .description('have GitHub ping it, and say what the server answered')
    .argument(REPOSITORY, 'whose', readName)
    .option(...ID)
    .option(...URL_OPTION)
    .action(async (name: string, options: Which) =>
      exit(await (await import('./hooks/test-hook.ts')).testHook(name, options, env, terminal)),
    );
  hooks
    .command('redeliver')
    .description('ask GitHub once more for what failed in the last 3 days and has not arrived since')
    .argument(REPOSITORY, 'whose', readName)
    .option(...ID)
    .option(...URL_OPTION)
    .option('--dry-run', 'only show what would be asked for')
    .action(async (name: string, options: RedeliverOptions) =>
      exit(await (await import('./hooks/redeliver-hooks.ts')).redeliverHooks(name, options, env, terminal)),
    );
  hooks
    .command('remove')
    .description('take one away')
    .argument(REPOSITORY, 'whose', readName)
    .option(...ID)
    .option(...URL_OPTION)
    .option('--yes', 'do not ask')
    .action(async (name: string, options: RemoveOptions) =>
      exit(await (await import('./hooks/remove-hook.ts')).removeHook(name, options, env, terminal)),
    );
};
