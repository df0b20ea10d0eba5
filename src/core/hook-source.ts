/**
 * A repository's or an organisation's own webhook, set up without the App: the operator says which repositories it may
 * speak for (patterns of `owner/name`). It arrives at `POST /api/github/hooks/<name>`.
 */
export interface HookSource {
  readonly name: string;
  readonly repositories: readonly string[];
}
