import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fromExported, type Link, readLink, renderLink } from '../core/audit-chain.ts';
import { type ChainCheck, createChainCheck } from '../core/chain-check.ts';
import { RelayError } from '../errors.ts';
import { sealAll } from '../flow/seal.ts';
import { type Environment } from '../settings.ts';
import { type AuditReader } from './follow-audit.ts';
import { withStore } from './open-record.ts';
import { counted } from '../core/counted.ts';
import { type Terminal } from './terminal.ts';

export interface VerifyAuditOptions {
  /** "1234:hash", as an earlier check printed it. */
  readonly expect?: string;
}

const PAGE = 1_000;

/** Where there is no file, the database's own log is checked; "-" is standard input. 1 where something is wrong. */
export const verifyAudit = async (
  file: string | undefined,
  options: VerifyAuditOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const places = placesOf(options);
  const check =
    file === undefined
      ? await withStore(env, ({ audit }) => checkKept(audit, places, terminal))
      : await checkExported(file, places, terminal);
  return tellCheck(check, terminal);
};

const placesOf = ({ expect }: VerifyAuditOptions): readonly Link[] => {
  if (expect === undefined) return [];
  const place = readLink(expect);
  if (place) return [place];
  throw new RelayError('audit-place', `--expect: found "${expect.slice(0, 100)}".`);
};

/** The log of a database, page by page, from what its first line must follow to where it was last made longer. */
export const checkKept = async (
  audit: AuditReader,
  places: readonly Link[],
  terminal: Pick<Terminal, 'progress'>,
): Promise<ChainCheck> => {
  await sealAll(audit);
  const { first, last } = await audit.ends();
  const check = createChainCheck(
    first,
    [last, ...places].filter(({ seq }) => seq > 0),
  );
  let after = first.seq;
  for (;;) {
    const lines = await audit.read({ after }, PAGE);
    // Lines may have come of age since the last page.
    if ((lines[0]?.seq ?? 0) > after + 1) {
      const now = await audit.ends();
      if (now.first.seq > after) check.skipTo(now.first);
    }
    for (const { line: text, ...line } of lines)
      if (line.seq > (check.last?.seq ?? 0)) check.take({ text, ...line });
    const newest = lines.at(-1);
    if (!newest) return check;
    after = newest.seq;
    terminal.progress?.(
      `${counted(check.count, 'line')} of about ${(last.seq - first.seq).toLocaleString('en-US')}`,
    );
  }
};

/** A part of a log may begin anywhere. */
export const checkExported = async (
  file: string,
  places: readonly Link[],
  terminal: Pick<Terminal, 'input' | 'progress'>,
): Promise<ChainCheck> => {
  const check = createChainCheck(undefined, places);
  const take = (line: string): void => {
    if (line === '') return;
    check.take(fromExported(line) ?? { text: line, hash: '' });
    if (check.count % PAGE === 0) terminal.progress?.(counted(check.count, 'line'));
  };
  await eachLine(file, take, terminal.input);
  return check;
};

const eachLine = async (
  file: string,
  take: (line: string) => void,
  input: Terminal['input'],
): Promise<void> => {
  try {
    const lines = createInterface({
      input: file === '-' ? Readable.from(input ?? []) : createReadStream(file, 'utf8'),
    });
    for await (const line of lines) take(line);
  } catch (error) {
    throw new RelayError('file-unreadable', `${file}: ${(error as Error).message}`, { cause: error });
  }
};

const tellCheck = (check: ChainCheck, terminal: Terminal): number => {
  terminal.progress?.('');
  const broken = check.result();
  if (broken) {
    const { fault, text } = broken;
    throw new RelayError('audit-broken', `${fault}: ${text}.`);
  }
  if (check.last === undefined || check.count === 0) {
    terminal.out('There is nothing in this audit log yet.');
    return 0;
  }
  terminal.out(`${counted(check.count, 'line')}, each as it was written, after the one before it.`);
  terminal.out(`Keep this elsewhere, for --expect another time: ${renderLink(check.last)}`);
  return 0;
};
