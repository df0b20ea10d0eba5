import { type AddCommands } from './add-commands.ts';
import { collect, readCount, readDuration, readTime } from './arguments.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { BackupCommandOptions } from './backup.ts';
import type { listEvents } from './events.ts';
import type { NotificationListOptions } from './list-notifications.ts';
import type { RecoverOptions } from './recover.ts';
import type { ReplayCommandOptions } from './replay.ts';
import type { SendCommandOptions } from './send.ts';

/** Adds what looks at the record of a server, and repairs what is in it. */
export const addRecord: AddCommands = (program, env, terminal, exit) => {
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
    .command('send')
    .description(
      'one pass for a timer, where no server runs: plan what is on record, send what is due, then end',
    )
    .option(
      '--for <duration>',
      'at most so long: 50s, 5m; until nothing is due, where it is left out',
      readDuration,
    )
    .option('--json', 'print JSON')
    .action(async (options: SendCommandOptions) =>
      exit(await (await import('./send.ts')).send(options, env, terminal)),
    );

  program
    .command('backup')
    .description('copy the SQLite database while the server runs, and check the copy')
    .argument('<file>', 'where to')
    .option('--force', 'overwrite the file')
    .option('--json', 'print JSON')
    .action(async (file: string, options: BackupCommandOptions) =>
      exit((await import('./backup.ts')).backup(file, options, env, terminal)),
    );

  program
    .command('recover')
    .description('ask GitHub to redeliver what it could not deliver, as the server does every hour')
    .option('--since <when>', 'how far to look back: 90m, 3h, 2d, or a time; at most 3 days', readTime)
    .option('--delivered', 'also what was delivered and is not on record: after a backup was put back')
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
};
