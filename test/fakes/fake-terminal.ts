import { Readable } from 'node:stream';
import { type Terminal } from '../../src/cli/terminal.ts';
import { isSaid } from '../build/said.ts';

/** Keeps what was written. With an `answer` somebody sits there and types it; the `input` is piped in. */
export class FakeTerminal implements Terminal {
  readonly written: string[] = [];
  readonly errors: string[] = [];
  readonly questions: string[] = [];
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly input: AsyncIterable<Uint8Array> | undefined;

  constructor(answer?: string, input?: Iterable<Uint8Array>) {
    if (input) this.input = Readable.from(input);
    isSaid('a terminal', () => [...this.written, ...this.errors, ...this.questions].join('\n'));
    if (answer === undefined) return;
    this.ask = (question) => {
      this.questions.push(question);
      return Promise.resolve(answer);
    };
  }

  out = (text: string): void => void this.written.push(text);
  err = (text: string): void => void this.errors.push(text);

  get text(): string {
    return this.written.join('\n');
  }
}
