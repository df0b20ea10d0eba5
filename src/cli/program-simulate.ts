import { InvalidArgumentError, Option } from 'commander';
import { type AddCommands } from './add-commands.ts';
import { EVENT_NAMES } from '../core/event.ts';
import { parseDuration } from '../core/duration.ts';
import { collect, readAnyCount, readId, readName } from './arguments.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { SimulateOptions } from './simulate/options.ts';

const EXAMPLES = `
Examples:
  hub-relay simulate push --repo acme/app --ref main --path docs/a.adoc
  hub-relay simulate release --repo acme/app --tag v1.4.0
  hub-relay simulate pull_request --repo acme/app --action closed --merged --number 7
  hub-relay simulate workflow_run --repo acme/app --workflow Build --conclusion failure
  hub-relay simulate --file payload.json
  hub-relay simulate --from-github 170000000001
  hub-relay simulate push --repo acme/app --count 100 --rate 20`;

/** Adds what plays GitHub to a running server. */
export const addSimulate: AddCommands = (program, env, terminal, exit) => {
  program
    .command('simulate')
    .description('send a webhook as GitHub would, and follow what becomes of it; its hubs are really told')
    .argument('[event]', `what happens: ${EVENT_NAMES.join(', ')}`)
    .optionsGroup('What happens:')
    .option('--repo <owner/name>', 'where it happens', readName)
    .option('--ref <branch>', 'push, workflow_run: the branch; the default branch if not given')
    .option('--tag <name>', 'push, release: the tag')
    .option('--path <file>', 'push: a file that its commit changes; may be repeated', collect, [])
    .option('--message <text>', 'push: of its commit')
    .option(
      '--sha <commit>',
      'the commit; made up if not given, and then no check run can be put on it',
      readSha,
    )
    .option('--created', 'push: the branch is new')
    .option('--deleted', 'push: the branch or the tag is deleted')
    .option('--forced', 'push: the last commit is replaced')
    .option('--action <name>', 'opened, published, …')
    .option('--number <n>', 'pull_request, issues: its number', readAnyCount)
    .option('--title <text>', 'of the pull request, issue, release or run')
    .option('--body <text>', 'of the pull request, issue or release')
    .option('--label <name>', 'pull_request, issues: a label; may be repeated', collect, [])
    .option('--base <branch>', 'pull_request: into which')
    .option('--head <branch>', 'pull_request: from which')
    .option('--fork <login>', 'pull_request: it comes from the fork of this person')
    .option('--draft', 'pull_request, release: it is one')
    .option('--merged', 'pull_request: it is closed by being merged')
    .option('--prerelease', 'release: it is one')
    .option('--workflow <name>', 'workflow_run: which')
    .option('--conclusion <name>', 'workflow_run: success, failure, …')
    .option('--started-by <event>', 'workflow_run: what the run began with; push if not given')
    .option('--sender <login>', 'who does it')
    .option('--private', 'a repository that the record does not know is private')
    .option('--public', 'a repository that the record does not know is public')
    .option('--installation <id>', 'of the App, for a repository that the record does not know', readId)
    .optionsGroup('Or what happened:')
    .option('--file <path>', 'send this payload as it is (- for standard input)')
    .option('--event <name>', 'which event the file holds, where it does not show')
    .option('--from-github <delivery>', 'send what GitHub sent to this App: the number or GUID of a delivery')
    .option('--same-id', 'with the GUID that it had, not with a new one')
    .optionsGroup('Where, and how:')
    .option('--url <url>', 'a server’s webhook URL; that of these settings if not given')
    .option('--plain-http <reason>', 'why a server that is not on this machine needs no https://')
    .option('--yes', 'do not ask before sending to another machine')
    .option('--no-follow', 'end when it is accepted')
    .addOption(
      new Option('--timeout <duration>', 'how long to follow it: 30s, 5m')
        .argParser(readTimeout)
        .default(60_000, '60s'),
    )
    .option('--count <n>', 'send so many, each with an id and commits of its own', readAnyCount)
    .option('--rate <n>', 'so many a second; 10 if not given', readRate)
    .option('--print', 'print the payload, and send nothing')
    .option('--dry-run', 'the same as --print')
    .option('--curl', 'print the curl line that sends it, and send nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (event: string | undefined, options: SimulateOptions & { dryRun?: boolean }) => {
      const { dryRun = false, ...rest } = options;
      const { simulate } = await import('./simulate.ts');
      exit(await simulate(event, { ...rest, ...(dryRun && { print: true }) }, env, terminal));
    });
};

const readSha = (text: string): string => {
  if (!/^[0-9a-f]{40}$/.test(text)) throw new InvalidArgumentError('write all 40 digits of it, 0-9 and a-f');
  return text;
};

const readTimeout = (text: string): number => {
  const duration = parseDuration(text);
  if (duration === undefined) throw new InvalidArgumentError('use a duration such as 30s or 5m');
  return duration;
};

const readRate = (text: string): number => {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 10_000)) throw new InvalidArgumentError('use a number over 0, up to 10000');
  return rate;
};
