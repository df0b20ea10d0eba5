import { type Answer } from '../../src/core/answer.ts';
import { type CheckRun } from '../../src/core/check-run.ts';
import { type Known, type Writer, type Written } from '../../src/flow/github-ports.ts';
import { type Repository } from '../../src/core/repository.ts';

/** Answers 200 and counts numbers from 1, but for the answers in `next`; remembers what it was to write. */
export class FakeWriter implements Writer {
  readonly checks: { readonly check: CheckRun; readonly known: Known }[] = [];
  readonly issues: { readonly issue: Parameters<Writer['issue']>[1]; readonly known: Known }[] = [];
  readonly next: Answer[] = [];
  #last = 0;

  checkRun = (_: Repository, check: CheckRun, known: Known): Promise<Written> => {
    this.checks.push({ check, known });
    return this.#answer(known);
  };

  issue = (_: Repository, issue: Parameters<Writer['issue']>[1], known: Known): Promise<Written> => {
    this.issues.push({ issue, known });
    return this.#answer(known);
  };

  #answer({ number }: Known): Promise<Written> {
    const answer = this.next.shift();
    if (answer) return Promise.resolve({ answer });
    return Promise.resolve({
      answer: { kind: 'answer', status: 200, headers: {}, text: '' },
      number: number ?? ++this.#last,
    });
  }
}
