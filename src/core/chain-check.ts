import { type ChainedLine, hashOf, type Link, ORIGIN, readLine } from './audit-chain.ts';

export const CHAIN_FAULTS = [
  'unreadable',
  'changed',
  'removed',
  'out-of-order',
  'put-in',
  'wrong-hash',
  'not-there',
] as const;
export type ChainFault = (typeof CHAIN_FAULTS)[number];

/** The first thing that is wrong, and a sentence about it. `seq` is the number that the line has, or should have. */
export interface BrokenChain {
  readonly fault: ChainFault;
  readonly seq: number;
  readonly text: string;
}

/** A line as it is kept: its text and its hash, and where it stands in a table, what that says of it. */
export interface KeptLine extends Pick<ChainedLine, 'text' | 'hash'> {
  readonly seq?: number;
  readonly at?: number;
}

export interface ChainCheck {
  /** Takes the next line. Once something is wrong it only looks on for a line that it missed. */
  take(line: KeptLine): void;
  /** Goes on after this place, where the lines up to it were removed for their age. */
  skipTo(place: Link): void;
  /** Where it stands; `undefined` before the first line of a part that begins somewhere. */
  readonly last: Link | undefined;
  readonly count: number;
  /** What is wrong by now: of `places`, which must be in the chain, those that were not met. Where nothing is, `undefined`. */
  result(): BrokenChain | undefined;
}

/** `after`: what the first line must follow; left out for a part of a log. `places`: what was noted down before. */
export const createChainCheck = (after: Link | undefined, places: readonly Link[] = []): ChainCheck => {
  let last = after;
  let count = 0;
  let broken: BrokenChain | undefined;
  const missed = new Set(places);

  const meet = (place: Link): void => {
    for (const noted of missed) {
      if (noted.seq !== place.seq) continue;
      missed.delete(noted);
      if (noted.hash !== place.hash) broken ??= writtenAnew(noted);
    }
  };

  if (last) meet(last);

  return {
    take: (line) => {
      count += 1;
      if (broken) {
        if (broken.fault === 'removed' && readLine(line.text)?.seq === broken.seq)
          broken = outOfOrder(broken.seq);
        return;
      }
      broken = faultOf(line, last);
      if (broken) return;
      last = { seq: readLine(line.text)?.seq ?? 0, hash: line.hash };
      meet(last);
    },
    skipTo: (place) => {
      last = place;
      meet(place);
    },
    get last() {
      return last;
    },
    get count() {
      return count;
    },
    result: () => {
      const [noted] = missed.values();
      return broken ?? (noted && notThere(noted, last));
    },
  };
};

const faultOf = (kept: KeptLine, last: Link | undefined): BrokenChain | undefined => {
  const line = readLine(kept.text);
  const place = kept.seq ?? line?.seq ?? (last?.seq ?? 0) + 1;
  if (!line) return { fault: 'unreadable', seq: place, text: `line ${place} is no line of an audit log` };
  if (hashOf(kept.text) !== kept.hash)
    return {
      fault: 'changed',
      seq: place,
      text: `line ${place} was changed: its text does not have its hash`,
    };
  if ((kept.seq ?? line.seq) !== line.seq || (kept.at ?? line.at) !== line.at)
    return {
      fault: 'changed',
      seq: place,
      text: `line ${place} was changed: it is kept under another number or time`,
    };
  const before = last ?? (line.seq === 1 ? ORIGIN : undefined);
  if (!before) return undefined;
  if (line.seq <= before.seq)
    return { fault: 'put-in', seq: line.seq, text: `a line ${line.seq} was put in after line ${before.seq}` };
  if (line.seq > before.seq + 1) return removed(before.seq + 1, line.seq - 1);
  if (line.previous === before.hash) return undefined;
  const text = `line ${line.seq} does not follow line ${before.seq} as that is now: one of the two was changed or put in, and its hash made anew`;
  return { fault: 'wrong-hash', seq: line.seq, text };
};

const writtenAnew = ({ seq }: Link): BrokenChain => ({
  fault: 'wrong-hash',
  seq,
  text: `line ${seq} is not the one that was noted down: the log was written anew, from there or before`,
});

const removed = (from: number, to: number): BrokenChain => ({
  fault: 'removed',
  seq: from,
  text: from === to ? `line ${from} was removed` : `lines ${from} to ${to} were removed`,
});

const outOfOrder = (seq: number): BrokenChain => ({
  fault: 'out-of-order',
  seq,
  text: `line ${seq} is out of order: it comes after a later one`,
});

const notThere = (noted: Link, last: Link | undefined): BrokenChain => ({
  fault: 'not-there',
  seq: noted.seq,
  text:
    last !== undefined && noted.seq < last.seq
      ? `line ${noted.seq}, which was noted down, is older than the first line that was checked`
      : `line ${noted.seq}, which was noted down, is not there: the log ends at ${last?.seq ?? 0} and was cut`,
});
