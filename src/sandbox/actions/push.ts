import { type Checks } from '../checks.ts';
import { type Context } from '../context.ts';
import { DEFAULT_SENDER, type Emitted, type EmitOptions, type Emitter } from '../emit.ts';
import {
  createCommit,
  ZERO_SHA,
  type Commit,
  type CommitInput,
  type FileChanges,
  type Person,
} from '../git.ts';
import { pusherOf, pushPayload, type Pushed } from '../payloads/push.ts';
import { type Repository } from '../repository.ts';

export interface PushInput extends EmitOptions {
  /** The default branch, when neither is given. A branch or tag that does not exist is created. */
  readonly branch?: string;
  readonly tag?: string;
  /** The one commit that is pushed, unless `commits` lists several, oldest first. Without either, a branch gets a commit all the same. */
  readonly files?: FileChanges;
  readonly message?: string;
  readonly author?: Person;
  readonly commits?: readonly CommitInput[];
  /** Replaces the branch's last commit. */
  readonly forced?: boolean;
  /** A new branch at the default branch's commit, without a commit of its own. */
  readonly created?: boolean;
  readonly deleted?: boolean;
}

export interface PutFileInput extends EmitOptions {
  readonly branch?: string;
  readonly message?: string;
  readonly author?: Person;
}

export interface EmittedPush extends Emitted {
  /** The `after` of the event; the check suites that it leads to are not among the deliveries. */
  readonly sha: string;
  readonly ref: string;
}

export interface PushActions {
  readonly putFile: (
    fullName: string,
    path: string,
    text: string,
    input?: PutFileInput,
  ) => Promise<EmittedPush>;
  /** As `putFile`, for taking a file away. */
  readonly deleteFile: (fullName: string, path: string, input?: PutFileInput) => Promise<EmittedPush>;
  readonly push: (fullName: string, input?: PushInput) => Promise<EmittedPush>;
}

const tip = (repository: Repository, refs: ReadonlyMap<string, string>, name: string): Commit | undefined =>
  repository.commits.get(refs.get(name) ?? '');

export const createPushActions = (context: Context, emitter: Emitter, checks: Checks): PushActions => {
  const { world, urls, clock } = context;

  const tell = async (
    repository: Repository,
    pushed: Omit<Pushed, 'pusher'>,
    input: PushInput,
  ): Promise<EmittedPush> => {
    repository.pushedAt = clock();
    const login = input.sender ?? DEFAULT_SENDER;
    const payload = pushPayload(urls, repository, { ...pushed, pusher: pusherOf(login) });
    const emitted = await emitter.forRepository(repository, 'push', payload, { sender: login });
    const { ref, before, after: sha } = pushed;
    if (ref.startsWith('refs/heads/') && sha !== ZERO_SHA)
      await checks.pushed(repository, { branch: ref.slice(11), before, sha }, { sender: login });
    return { ...emitted, sha: pushed.after, ref: pushed.ref };
  };

  const addCommits = (
    repository: Repository,
    from: Commit | undefined,
    inputs: readonly CommitInput[],
  ): readonly Commit[] => {
    let parent = from;
    return inputs.map((input) => {
      parent = createCommit(parent, input, clock());
      repository.commits.set(parent.sha, parent);
      return parent;
    });
  };

  const pushTag = (repository: Repository, tag: string, input: PushInput): Promise<EmittedPush> => {
    const before = repository.tags.get(tag) ?? ZERO_SHA;
    const branch = input.branch ?? repository.defaultBranch;
    const head = input.deleted === true ? undefined : tip(repository, repository.branches, branch);
    if (head === undefined) repository.tags.delete(tag);
    else repository.tags.set(tag, head.sha);
    const baseRef = head === undefined ? null : `refs/heads/${branch}`;
    const after = head?.sha ?? ZERO_SHA;
    const forced = input.deleted === true || before !== ZERO_SHA;
    return tell(
      repository,
      { ref: `refs/tags/${tag}`, before, after, forced, baseRef, commits: [], head },
      input,
    );
  };

  const pushBranch = (repository: Repository, branch: string, input: PushInput): Promise<EmittedPush> => {
    const ref = `refs/heads/${branch}`;
    const old = tip(repository, repository.branches, branch);
    const before = old?.sha ?? ZERO_SHA;
    if (input.deleted === true) {
      repository.branches.delete(branch);
      return tell(
        repository,
        { ref, before, after: ZERO_SHA, forced: true, baseRef: null, commits: [], head: undefined },
        input,
      );
    }
    const base = tip(repository, repository.branches, repository.defaultBranch);
    const forced = input.forced === true;
    const from = old === undefined ? base : forced ? repository.commits.get(old.parent ?? '') : old;
    const { message, author, files } = input;
    const single: CommitInput = {
      ...(message !== undefined && { message }),
      ...(author && { author }),
      ...(files && { files }),
    };
    const isBare = input.created === true && files === undefined;
    const commits = addCommits(repository, from, input.commits ?? (isBare ? [] : [single]));
    const head = commits.at(-1) ?? from;
    const after = head?.sha ?? ZERO_SHA;
    repository.branches.set(branch, after);
    const baseRef = commits.length === 0 ? `refs/heads/${repository.defaultBranch}` : null;
    return tell(repository, { ref, before, after, forced, baseRef, commits, head }, input);
  };

  const push: PushActions['push'] = (fullName, input = {}) => {
    const repository = world.repository(fullName);
    if (input.tag !== undefined) return pushTag(repository, input.tag, input);
    return pushBranch(repository, input.branch ?? repository.defaultBranch, input);
  };

  return {
    push,
    putFile: (fullName, path, text, input = {}) => {
      const repository = world.repository(fullName);
      const branch = input.branch ?? repository.defaultBranch;
      const exists = tip(repository, repository.branches, branch)?.files.has(path) === true;
      const { message = `${exists ? 'Update' : 'Create'} ${path}`, author, sender } = input;
      const files = exists ? { modified: [path] } : { added: [path] };
      const commit = { message, files, texts: { [path]: text }, ...(author && { author }) };
      return push(fullName, { branch, commits: [commit], sender });
    },
    deleteFile: (fullName, path, { branch, message = `Delete ${path}`, author, sender } = {}) => {
      const commit = { message, files: { removed: [path] }, ...(author && { author }) };
      return push(fullName, { ...(branch !== undefined && { branch }), commits: [commit], sender });
    },
  };
};
