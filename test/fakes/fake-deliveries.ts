import { type ListPage } from '../../src/core/look.ts';
import { type HookDelivery } from '../../src/core/missed.ts';
import { type Deliveries } from '../../src/flow/github-ports.ts';

/** A list of deliveries, the newest first, in pages of `pageSize`; fails where `trouble` is set. Cursors are the ids to go on with. */
export class FakeDeliveries implements Deliveries {
  readonly asked: string[] = [];
  readonly cursors: (string | undefined)[] = [];
  list: HookDelivery[] = [];
  pageSize = 2;
  said: 'accepted' | 'gone' | 'refused' = 'accepted';
  trouble: unknown;

  page = (cursor?: string): Promise<ListPage | 'unknown-cursor'> => {
    this.cursors.push(cursor);
    this.#fail();
    const start = cursor === undefined ? 0 : this.list.findIndex(({ id }) => id === cursor);
    if (start < 0) return Promise.resolve('unknown-cursor');
    const next = this.list[start + this.pageSize]?.id;
    const deliveries = this.list.slice(start, start + this.pageSize);
    return Promise.resolve({ deliveries, ...(next !== undefined && { next }) });
  };

  redeliver = (id: string): Promise<'accepted' | 'gone' | 'refused'> => {
    this.#fail();
    this.asked.push(id);
    return Promise.resolve(this.said);
  };

  /** Once. */
  #fail(): void {
    const { trouble } = this;
    this.trouble = undefined;
    // As Octokit: an error, with the answer in it.
    if (trouble !== undefined) throw trouble as Error;
  }
}
