import { type JsonObject } from '../../../src/core/json.ts';
import { type Repository } from '../../../src/core/repository.ts';

/** What happened in a repository, as far as routes look at it. */
export type Happening =
  | { readonly kind: 'push'; readonly branch: string; readonly isForced: boolean }
  | { readonly kind: 'pull_request' | 'issues'; readonly action: string; readonly number: number }
  | { readonly kind: 'release' }
  | { readonly kind: 'workflow_run'; readonly action: string; readonly event: string }
  | { readonly kind: 'repository_dispatch' };

const SHA = 'b'.repeat(40);

/** The webhook's payload, with what Hub Relay reads and nothing else: GitHub's is ten times as long. `at` in milliseconds. */
export const payloadOf = (
  happening: Happening,
  { id, fullName, installationId }: Repository,
  at: number,
): JsonObject => ({
  ...partOf(happening, new Date(at).toISOString()),
  repository: {
    id,
    full_name: fullName,
    private: true,
    default_branch: 'main',
    pushed_at: Math.floor(at / 1000),
  },
  installation: { id: installationId },
  sender: { login: 'octocat' },
});

const partOf = (happening: Happening, time: string): JsonObject => {
  switch (happening.kind) {
    case 'push':
      return {
        ref: `refs/heads/${happening.branch}`,
        before: 'a'.repeat(40),
        after: SHA,
        forced: happening.isForced,
        commits: [
          { id: SHA, message: 'Change something', added: [], modified: ['src/main.ts'], removed: [] },
        ],
        head_commit: { id: SHA, message: 'Change something' },
      };
    case 'pull_request':
      return {
        action: happening.action,
        pull_request: {
          number: happening.number,
          updated_at: time,
          title: 'Change something',
          base: { ref: 'main' },
          head: { ref: 'change', sha: SHA },
        },
      };
    case 'issues':
      return {
        action: happening.action,
        issue: { number: happening.number, title: 'Something', updated_at: time },
      };
    case 'release':
      return { action: 'published', release: { tag_name: 'v1', name: 'v1', published_at: time } };
    case 'workflow_run':
      return {
        action: happening.action,
        workflow_run: { id: 1, event: happening.event, head_sha: SHA, head_branch: 'main', updated_at: time },
      };
    case 'repository_dispatch':
      return { action: 'push' };
  }
};
