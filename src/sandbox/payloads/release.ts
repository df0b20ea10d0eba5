import { type Account } from '../account.ts';
import { isoTime } from '../iso-time.ts';
import { type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { nodeId } from './node-id.ts';

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
  readonly draft: boolean;
  readonly author: Account;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Where files are put: beside the API of a server of one's own, at a host of its own on github.com. */
const uploads = (url: string): string =>
  url.replace('/api/v3/', '/api/uploads/').replace('://api.github.com/', '://uploads.github.com/');

export const releasePayload = (
  urls: Urls,
  repository: Repository,
  release: Release,
): Readonly<Record<string, unknown>> => {
  const api = repositoryApi(urls, repository);
  const url = `${api}/releases/${release.id}`;
  const tag = encodeURIComponent(release.tag);
  const at = isoTime(release.createdAt);
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${uploads(url)}/assets{?name,label}`,
    html_url: `${repositoryHtml(urls, repository)}/releases/tag/${tag}`,
    id: release.id,
    node_id: nodeId('RE', release.id),
    tag_name: release.tag,
    target_commitish: repository.defaultBranch,
    name: release.name,
    draft: release.draft,
    immutable: false,
    author: accountPayload(urls, release.author),
    prerelease: release.prerelease,
    created_at: at,
    updated_at: at,
    published_at: release.draft ? null : at,
    assets: [],
    tarball_url: `${api}/tarball/${tag}`,
    zipball_url: `${api}/zipball/${tag}`,
    body: release.body,
  };
};
