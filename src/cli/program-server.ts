import { Option } from 'commander';
import { type AddCommands } from './add-commands.ts';
import { readName, readUrl } from './arguments.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { DashboardOptions } from './dashboard.ts';
import type { DevOptions } from './dev.ts';
import type { StartOptions } from './start.ts';

/** Adds what starts a server, shows one, and checks that it has all it needs. */
export const addServer: AddCommands = (program, env, terminal, exit) => {
  program
    .command('start')
    .description('serve webhooks; without credentials, open the set-up page')
    .addOption(new Option('--under-dev', 'its channel is held by `hub-relay dev`').hideHelp())
    .action(async (options: StartOptions) =>
      exit(await (await import('./start.ts')).start(options, env, terminal)),
    );
  program
    .command('dev')
    .description('start, anew after each change, with a smee.io channel that brings webhooks to this machine')
    .option('--channel-server <url>', 'who makes the channel, where WEBHOOK_PROXY_URL is empty', readUrl)
    .action(async (options: DevOptions) => exit(await (await import('./dev.ts')).dev(options, env)));
  program
    .command('dashboard')
    .description('print a link to the pages; it works once, for ten minutes')
    .option('--sign-out-all', 'first end all sessions, of everybody')
    .option('--json', 'print JSON')
    .action(async (options: DashboardOptions) =>
      exit(await (await import('./dashboard.ts')).dashboard(options, env, terminal)),
    );
  program
    .command('demo')
    .description('show the main job against a GitHub on localhost; no account, no network')
    .action(async () => exit(await (await import('./demo.ts')).demo(terminal)));
  program
    .command('doctor')
    .description('check everything that has to be right, and each route of a repository; sends nothing')
    .argument('[owner/repo]', 'a repository whose routes are to be followed to their hubs', readName)
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, options: { json?: boolean }) =>
      exit(await (await import('./doctor.ts')).doctor(name, options, env, terminal)),
    );
};
