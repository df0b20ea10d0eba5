import { type Log } from '../../src/flow/ports.ts';

/** Keeps what was said, as "level message". */
export class FakeLog implements Log {
  readonly lines: string[] = [];
  debug = (_: object, message: string): void => void this.lines.push(`debug ${message}`);
  info = (_: object, message: string): void => void this.lines.push(`info ${message}`);
  warn = (_: object, message: string): void => void this.lines.push(`warn ${message}`);
  error = (_: object, message: string): void => void this.lines.push(`error ${message}`);
}
