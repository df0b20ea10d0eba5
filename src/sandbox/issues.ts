import { type Account } from './account.ts';
import { type Context } from './context.ts';
import { type Emitter, type Telling } from './emit.ts';
import { type App } from './installation.ts';
import { type Issue, type IssueComment, type StateReason } from './issue.ts';
import { commentPayload, issuePayload, labelPayload, pullIssuePayload } from './payloads/issue.ts';
import { type Repository } from './repository.ts';

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly labels?: readonly string[];
  readonly author: Account;
  readonly app?: App | undefined;
}

export interface IssueChange {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly state?: Issue['state'] | undefined;
  /** Of a change of state. */
  readonly reason?: StateReason | undefined;
}

/** What happens to issues, whoever does it. Each function gives what is to be told of it, in order. */
export interface Issues {
  readonly open: (repository: Repository, issue: NewIssue) => readonly [Issue, readonly Telling[]];
  readonly change: (
    repository: Repository,
    issue: Issue,
    change: IssueChange,
    by: Account,
  ) => readonly Telling[];
  readonly remove: (repository: Repository, issue: Issue, by: Account) => readonly Telling[];
  readonly comment: (
    repository: Repository,
    comment: Omit<IssueComment, 'id' | 'createdAt'>,
  ) => readonly [IssueComment, readonly Telling[]];
}

export const createIssues = ({ world, urls, clock }: Context, emitter: Emitter): Issues => {
  /** With the issue as it is now, whenever it is sent. */
  const telling = (
    repository: Repository,
    issue: Issue,
    action: string,
    by: Account,
    more: object = {},
  ): Telling => {
    const payload = { action, issue: issuePayload(urls, repository, issue), ...more };
    return () => emitter.forRepository(repository, 'issues', payload, { sender: by.login });
  };

  const label = (
    repository: Repository,
    issue: Issue,
    labels: readonly string[],
    by: Account,
  ): readonly Telling[] => {
    const before = issue.labels;
    issue.labels = labels;
    const of = (action: string, names: readonly string[]): readonly Telling[] =>
      names.map((name) =>
        telling(repository, issue, action, by, { label: labelPayload(urls, repository, name) }),
      );
    return [
      ...of(
        'unlabeled',
        before.filter((name) => !labels.includes(name)),
      ),
      ...of(
        'labeled',
        labels.filter((name) => !before.includes(name)),
      ),
    ];
  };

  const edit = (
    repository: Repository,
    issue: Issue,
    change: IssueChange,
    by: Account,
  ): readonly Telling[] => {
    const { title = issue.title, body = issue.body } = change;
    const changes = {
      ...(title !== issue.title && { title: { from: issue.title } }),
      ...(body !== issue.body && { body: { from: issue.body ?? '' } }),
    };
    issue.title = title;
    issue.body = body;
    return Object.keys(changes).length === 0 ? [] : [telling(repository, issue, 'edited', by, { changes })];
  };

  /** A state that it has already is no change, whatever the reason. */
  const turn = (
    repository: Repository,
    issue: Issue,
    { state = issue.state, reason }: IssueChange,
    by: Account,
  ): readonly Telling[] => {
    if (state === issue.state) return [];
    const isClosed = state === 'closed';
    issue.state = state;
    issue.stateReason = isClosed ? (reason ?? 'completed') : 'reopened';
    issue.closedAt = isClosed ? clock() : undefined;
    issue.closedBy = isClosed ? by : undefined;
    return [telling(repository, issue, isClosed ? 'closed' : 'reopened', by)];
  };

  return {
    open: (repository, { title, body, labels = [], author, app }) => {
      const issue: Issue = {
        id: world.newId(),
        number: ++repository.lastNumber,
        title,
        body,
        author,
        app,
        state: 'open',
        stateReason: null,
        labels,
        closedBy: undefined,
        createdAt: clock(),
        updatedAt: clock(),
        closedAt: undefined,
      };
      repository.issues.set(issue.number, issue);
      const opened = telling(repository, issue, 'opened', author);
      const labelled = labels.map((name) =>
        telling(repository, issue, 'labeled', author, { label: labelPayload(urls, repository, name) }),
      );
      return [issue, [opened, ...labelled]];
    },
    change: (repository, issue, change, by) => {
      issue.updatedAt = clock();
      return [
        ...edit(repository, issue, change, by),
        ...label(repository, issue, change.labels ?? issue.labels, by),
        ...turn(repository, issue, change, by),
      ];
    },
    remove: (repository, issue, by) => {
      repository.issues.delete(issue.number);
      repository.deletedIssues.add(issue.number);
      return [telling(repository, issue, 'deleted', by)];
    },
    comment: (repository, input) => {
      const comment = { ...input, id: world.newId(), createdAt: clock() };
      repository.comments.push(comment);
      const { number, author } = input;
      const issue = repository.issues.get(number);
      const pull = repository.pulls.get(number);
      if (issue !== undefined) issue.updatedAt = clock();
      const payload = {
        action: 'created',
        issue:
          issue === undefined
            ? pull && pullIssuePayload(urls, repository, pull)
            : issuePayload(urls, repository, issue),
        comment: commentPayload(urls, repository, comment),
      };
      const options = { sender: author.login };
      return [comment, [() => emitter.forRepository(repository, 'issue_comment', payload, options)]];
    },
  };
};
