import { readLine, withHash } from '../core/audit-chain.ts';
import { sealAll } from '../flow/seal.ts';
import { type Environment } from '../settings.ts';
import { auditSentence } from './audit-sentence.ts';
import { type AuditReader, followAudit, untilInterrupted } from './follow-audit.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';

export interface TailOptions {
  /** Milliseconds since 1970; from now on, where it is left out. */
  readonly since?: number;
  readonly json?: boolean;
}

/** Prints what happens as it happens, beside the running server, until it is interrupted. */
export const tail = (options: TailOptions, env: Environment, terminal: Terminal): Promise<number> =>
  withStore(env, (store) => tailOf(store, options, terminal, untilInterrupted()));

export const tailOf = async (
  { audit }: { readonly audit: AuditReader },
  { since, json = false }: TailOptions,
  terminal: Pick<Terminal, 'out'>,
  until: AbortSignal,
): Promise<number> => {
  await sealAll(audit);
  const from = since === undefined ? { after: (await audit.ends()).last.seq } : { since };
  for await (const { line, hash } of followAudit(audit, { from, until })) {
    const read = json ? undefined : readLine(line);
    terminal.out(read ? auditSentence(read) : withHash({ text: line, hash }));
  }
  return 0;
};
