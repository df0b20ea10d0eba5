import { type AddCommands } from './add-commands.ts';
import { readAnyCount, readTime } from './arguments.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { AuditOptions } from './audit.ts';
import type { TailOptions } from './tail.ts';
import type { VerifyAuditOptions } from './verify-audit.ts';

/** Adds `audit` and `tail`: what happened, and what happens. */
export const addAudit: AddCommands = (program, env, terminal, exit) => {
  const audit = program
    .command('audit')
    .description(
      'all that was received, decided, tried, done and set, in order; each line chained to the one before',
    );
  audit
    .command('print', { isDefault: true })
    .description('print it as NDJSON, oldest first')
    .option('--since <time>', 'then or later: 2026-11-23T19:27:15Z, or 3h for three hours ago', readTime)
    .option('--follow', 'go on with what happens, until it is interrupted')
    .option('--limit <count>', 'how many lines at most', readAnyCount)
    .action(async (options: AuditOptions) =>
      exit(await (await import('./audit.ts')).printAudit(options, env, terminal)),
    );
  audit
    .command('verify [file]')
    .description(
      'find the first line that was changed, removed or put in; of a printed log, or "-" for standard input',
    )
    .option('--expect <place>', 'what an earlier check printed: it must be there still')
    .action(async (file: string | undefined, options: VerifyAuditOptions) =>
      exit(await (await import('./verify-audit.ts')).verifyAudit(file, options, env, terminal)),
    );
  program
    .command('tail')
    .description('print what happens as it happens, until it is interrupted')
    .option(
      '--since <time>',
      'and what happened since: 2026-11-23T19:27:15Z, or 3h for three hours ago',
      readTime,
    )
    .option('--json', 'print the lines of the audit log')
    .action(async (options: TailOptions) =>
      exit(await (await import('./tail.ts')).tail(options, env, terminal)),
    );
};
