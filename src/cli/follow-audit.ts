import { setTimeout as sleep } from 'node:timers/promises';
import { type Audit, type AuditLine } from '../flow/audit-ports.ts';
import { sealAll } from '../flow/seal.ts';

/** Lines that are read at once: many thousands are not held in memory. */
const PAGE = 500;

/** Milliseconds between two looks for new lines. */
const LOOK = 500;

export type AuditReader = Pick<Audit, 'seal' | 'read' | 'ends'>;

export interface FollowOptions {
  /** Those after this line, or from the first at or after a time. */
  readonly from: { readonly after: number } | { readonly since: number };
  /** Goes on with those that come, until this is aborted. Without it, the end is where the log ends now. */
  readonly until?: AbortSignal;
}

/** The lines of the log in their order, page by page. What was noted by now is chained first. */
export const followAudit = async function* (
  audit: AuditReader,
  { from, until }: FollowOptions,
): AsyncGenerator<AuditLine> {
  let place = from;
  for (;;) {
    await sealAll(audit);
    const { last } = await audit.ends();
    for (;;) {
      const lines = await audit.read(place, PAGE);
      for (const line of lines) {
        if (until?.aborted === true) return;
        yield line;
      }
      const newest = lines.at(-1);
      if (newest) place = { after: newest.seq };
      // Others may make it longer as fast as it is read.
      if (lines.length < PAGE || (newest?.seq ?? 0) >= last.seq) break;
    }
    if (until === undefined) return;
    const isOver = await sleep(LOOK, undefined, { signal: until }).then(
      () => false,
      () => true,
    );
    if (isOver) return;
  }
};

/** Aborted when this process is asked to end, so that a command that goes on by itself ends in good order. */
export const untilInterrupted = (): AbortSignal => {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  return ended.signal;
};
