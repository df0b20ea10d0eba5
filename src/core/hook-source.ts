/**
 * A repository's or an organisation's own webhook, set up without the App: the operator says which repositories it may
 * speak for (patterns of `owner/name`). It arrives at `POST /api/github/hooks/<name>`.
 */
export interface HookSource {
  readonly name: string;
  readonly repositories: readonly string[];
}

/** With its secrets, each of which may have signed a webhook. */
export interface SourceKeys extends HookSource {
  readonly secrets: readonly string[];
}

/** What a source may be called: the name stands in a path. */
export const SOURCE_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;
