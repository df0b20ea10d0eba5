import { type Account } from '../account.ts';
import { type Context } from '../context.ts';
import { DEFAULT_SENDER, tellAll, type Emitted, type EmitOptions } from '../emit.ts';
import { type Issue, type StateReason } from '../issue.ts';
import { type Issues } from '../issues.ts';
import { type Repository } from '../repository.ts';

export interface IssueInput extends EmitOptions {
  readonly title?: string;
  readonly body?: string;
}

export interface CloseInput extends EmitOptions {
  /** `completed`, when left out. */
  readonly reason?: StateReason;
}

type OfIssue<T> = (fullName: string, number: number, input?: T) => Promise<Emitted>;

/** What people do with issues. @see https://docs.github.com/webhooks/webhook-events-and-payloads#issues */
export interface IssueActions {
  /** @throws where issues are disabled. */
  readonly openIssue: (
    fullName: string,
    input?: IssueInput,
  ) => Promise<Emitted & { readonly number: number }>;
  readonly editIssue: OfIssue<IssueInput>;
  readonly closeIssue: OfIssue<CloseInput>;
  readonly reopenIssue: OfIssue<EmitOptions>;
  readonly deleteIssue: OfIssue<EmitOptions>;
}

export const createIssueActions = (
  { world }: Pick<Context, 'world'>,
  { open, change, remove }: Issues,
): IssueActions => {
  const person = ({ sender = DEFAULT_SENDER }: EmitOptions): Account => world.account(sender, 'User');

  const find = (fullName: string, number: number): readonly [Repository, Issue] => {
    const repository = world.repository(fullName);
    const issue = repository.issues.get(number);
    if (issue === undefined) throw new Error(`${fullName} has no issue ${number} in the sandbox.`);
    return [repository, issue];
  };

  return {
    openIssue: async (fullName, input = {}) => {
      const repository = world.repository(fullName);
      if (!repository.issuesEnabled) throw new Error(`${fullName} has no issues: they are disabled.`);
      const { title = 'Something is wrong', body = null } = input;
      const [{ number }, told] = open(repository, { title, body, author: person(input) });
      return { ...(await tellAll(told)), number };
    },
    editIssue: async (fullName, number, { title, body, ...options } = {}) => {
      const [repository, issue] = find(fullName, number);
      return tellAll(change(repository, issue, { title, body }, person(options)));
    },
    closeIssue: async (fullName, number, { reason, ...options } = {}) => {
      const [repository, issue] = find(fullName, number);
      return tellAll(change(repository, issue, { state: 'closed', reason }, person(options)));
    },
    reopenIssue: async (fullName, number, options = {}) => {
      const [repository, issue] = find(fullName, number);
      return tellAll(change(repository, issue, { state: 'open' }, person(options)));
    },
    deleteIssue: async (fullName, number, options = {}) => {
      const [repository, issue] = find(fullName, number);
      return tellAll(remove(repository, issue, person(options)));
    },
  };
};
