import { withHash } from '../core/audit-chain.ts';
import { type Environment } from '../settings.ts';
import { type AuditReader, followAudit, untilInterrupted } from './follow-audit.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';

export interface AuditOptions {
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly follow?: boolean;
  readonly limit?: number;
}

export const printAudit = (options: AuditOptions, env: Environment, terminal: Terminal): Promise<number> =>
  withStore(env, (store) => printAuditOf(store, options, terminal));

/** One JSON object a line, its own hash as the last key: what `hub-relay audit verify` checks. */
export const printAuditOf = async (
  { audit }: { readonly audit: AuditReader },
  { since, follow = false, limit = Infinity }: AuditOptions,
  terminal: Pick<Terminal, 'out'>,
  interrupted: () => AbortSignal = untilInterrupted,
): Promise<number> => {
  const from = since === undefined ? { after: 0 } : { since };
  let left = limit;
  for await (const { line, hash } of followAudit(audit, { from, ...(follow && { until: interrupted() }) })) {
    terminal.out(withHash({ text: line, hash }));
    left -= 1;
    if (left === 0) break;
  }
  return 0;
};
