import { type Context } from '../context.ts';
import { DEFAULT_SENDER, type Emitted, type EmitOptions, type Emitter } from '../emit.ts';
import { releasePayload } from '../payloads/release.ts';

export interface ReleaseInput extends EmitOptions {
  readonly tag: string;
  readonly name?: string;
  readonly body?: string;
  readonly prerelease?: boolean;
  readonly draft?: boolean;
  /** `published` when left out, or `created` for a draft. */
  readonly action?:
    'published' | 'released' | 'prereleased' | 'created' | 'edited' | 'deleted' | 'unpublished';
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#release */
export interface ReleaseActions {
  readonly publishRelease: (
    fullName: string,
    input: ReleaseInput,
  ) => Promise<Emitted & { readonly releaseId: number }>;
}

export const createReleaseActions = ({ world, urls, clock }: Context, emitter: Emitter): ReleaseActions => ({
  publishRelease: async (fullName, input) => {
    const repository = world.repository(fullName);
    const { tag, name = tag, body = '', prerelease = false, draft = false } = input;
    const releaseId = world.newId();
    const author = world.account(input.sender ?? DEFAULT_SENDER, 'User');
    const head = repository.branches.get(repository.defaultBranch);
    if (head !== undefined && !draft && !repository.tags.has(tag)) repository.tags.set(tag, head);
    const release = { id: releaseId, tag, name, body, prerelease, draft, author, createdAt: clock() };
    const action = input.action ?? (draft ? 'created' : 'published');
    const payload = {
      action,
      release: releasePayload(urls, repository, release),
      ...(action === 'edited' && { changes: {} }),
    };
    return { ...(await emitter.forRepository(repository, 'release', payload, input)), releaseId };
  },
});
