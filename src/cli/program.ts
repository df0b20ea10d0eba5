import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import { renderError } from '../errors.ts';
import { type Environment } from '../settings.ts';
import { readVersion } from '../settings/version.ts';
import { readName, readTime } from './arguments.ts';
import { addAudit } from './program-audit.ts';
import { addSignatures } from './program-signatures.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { DashboardOptions } from './dashboard.ts';
import type { listEvents } from './events.ts';
import type { ExplainOptions } from './explain.ts';
import type { NotificationListOptions } from './list-notifications.ts';
import type { RecoverOptions } from './recover.ts';
import type { ReplayCommandOptions } from './replay.ts';
import type { ValidateOptions } from './validate.ts';
import { addHookCommands } from './program-hooks.ts';
import { PROCESS_TERMINAL, type Terminal } from './terminal.ts';

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
const createProgram = (env: Environment, terminal: Terminal, exit: (code: number) => void): Command => {
  const program = new Command('hub-relay')
    .description('Tells a hub repository when its spoke repositories change.')
    .version(readVersion(), '--version')
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });

  program
    .command('start')
    .description('serve webhooks; without credentials, open the set-up page')
    .action(async () => exit(await (await import('./start.ts')).start(env, terminal)));
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
  program
    .command('explain <event-file>')
    .description('which routes fire on this payload and why, or why not; no network')
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
    .addOption(
      new Option('--kind <kind>', 'what the file is')
        .choices(['repository', 'endpoints', 'sources'])
        .default('repository'),
    )
    .option('--json', 'print the problems as JSON')
    .action(async (file: string | undefined, options: ValidateOptions) =>
      exit((await import('./validate.ts')).validate(file, options, terminal)),
    );

  program
    .command('status')
    .description(
      'whether it works: what waits, what ended and how fast, which hubs are broken; exits 1 where it needs you',
    )
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) =>
      exit(await (await import('./status.ts')).status(options, env, terminal)),
    );

  const events = program.command('events').description('the webhooks on record, newest first');
  events
    .command('list', { isDefault: true })
    .option('--state <state>', 'recorded, planned or rejected')
    .option('--name <event>', 'push, pull_request, …')
    .option('--repository <owner/name>', 'where it happened')
    .option('--limit <count>', 'how many', readCount, 20)
    .option('--json', 'print JSON, one event a line')
    .action(async (options: Parameters<typeof listEvents>[0]) =>
      exit(await (await import('./events.ts')).listEvents(options, env, terminal)),
    );
  events
    .command('show <id>')
    .option('--json', 'print JSON')
    .action(async (id: string, options: { json?: boolean }) =>
      exit(await (await import('./events.ts')).showEvent(id, options, env, terminal)),
    );

  const notifications = program
    .command('notifications')
    .description('what was, or is to be, delivered; newest first');
  notifications
    .command('list', { isDefault: true })
    .option(
      '--state <state>',
      'pending, sending, waiting, delivered, dead, refused or merged; may be repeated',
      collect,
      [],
    )
    .option('--spoke <owner/name>', 'where it happened')
    .option('--hub <owner/name>', 'who is told')
    .option('--repository <owner/name>', 'either of the two')
    .option('--event <name>', 'what GitHub told: push, release, …')
    .option('--event-type <type>', 'what the hub listens to')
    .option('--text <words>', 'words in its ids, names, branch, commit or route, or in why it was refused')
    .option('--since <time>', 'made then or later: 2026-11-23T19:27:15Z, or 3h for three hours ago', readTime)
    .option('--until <time>', 'made before', readTime)
    .option('--limit <count>', 'how many', readCount, 20)
    .option('--json', 'print JSON, one notification a line')
    .action(async (options: NotificationListOptions) =>
      exit(await (await import('./list-notifications.ts')).listNotifications(options, env, terminal)),
    );
  notifications
    .command('show <id>')
    .option('--json', 'print JSON')
    .action(async (id: string, options: { json?: boolean }) =>
      exit(await (await import('./show-notification.ts')).showNotification(id, options, env, terminal)),
    );

  program
    .command('recover')
    .description('ask GitHub to redeliver what it could not deliver, as the server does every hour')
    .option('--since <when>', 'how far to look back: 90m, 3h, 2d, or a time; at most 3 days', readTime)
    .option('--dry-run', 'only show what would be asked for')
    .option('--json', 'print JSON, one event a line, then the summary')
    .action(async (options: RecoverOptions) =>
      exit(await (await import('./recover.ts')).recover(options, env, terminal)),
    );
  notifications
    .command('replay [id]')
    .description(
      'send again, under the same id: one, or all that match; those that are dead where no state is named',
    )
    .option('--state <state>', 'dead, delivered or waiting')
    .option('--spoke <owner/name>', 'where it happened')
    .option('--hub <owner/name>', 'who is told')
    .option('--event-type <type>', 'what the hub listens to')
    .option('--since <time>', 'made then or later: 2026-11-23T19:27:15Z, or 3h for three hours ago', readTime)
    .option('--until <time>', 'made before', readTime)
    .option('--dry-run', 'only count them, for each hub')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (id: string | undefined, options: ReplayCommandOptions) =>
      exit(await (await import('./replay.ts')).replayNotifications(id, options, env, terminal)),
    );

  const hubs = program
    .command('hubs')
    .description('the hubs that refuse everything and are not tried any more');
  hubs
    .command('list', { isDefault: true })
    .option('--json', 'print JSON, one hub a line')
    .action(async (options: { json?: boolean }) =>
      exit(await (await import('./hubs.ts')).listHubs(options, env, terminal)),
    );
  hubs
    .command('retry <owner/name>')
    .description('try it again, once what was wrong is mended')
    .action(async (name: string) => exit(await (await import('./hubs.ts')).retryHub(name, env, terminal)));
  addAudit(program, env, terminal, exit);
  addHookCommands(program, env, terminal, exit);
  addSignatures(program, env, terminal, exit);
  return program;
};

/** An option that may be repeated begins with none, which need not be said. */
const optionDescription = (option: Option): string =>
  Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);

const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];

const readCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw new InvalidArgumentError('use a whole number from 1 to 1000');
  }
  return count;
};
