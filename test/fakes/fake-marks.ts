import { type Marks } from '../../src/flow/ports.ts';

/** Marks in memory; `writes` counts how often one was written. */
export class FakeMarks implements Marks {
  readonly texts = new Map<string, string>();
  writes = 0;

  read = (name: string): Promise<string | undefined> => Promise.resolve(this.texts.get(name));
  write = (name: string, text: string): Promise<void> => {
    this.writes += 1;
    this.texts.set(name, text);
    return Promise.resolve();
  };
  swap = (name: string, from: string | undefined, to: string): Promise<boolean> => {
    if (this.texts.get(name) !== from) return Promise.resolve(false);
    this.texts.set(name, to);
    return Promise.resolve(true);
  };
}
