import { type Commit } from '../git.ts';
import { isoTime } from '../iso-time.ts';
import { type Repository } from '../repository.ts';
import { repositoryApi, repositoryHtml, type Urls } from '../urls.ts';
import { nodeId } from './node-id.ts';

/** A commit in a push event. */
export const pushedCommitPayload = (
  urls: Urls,
  repository: Repository,
  commit: Commit,
): Readonly<Record<string, unknown>> => ({
  id: commit.sha,
  tree_id: commit.treeSha,
  distinct: true,
  message: commit.message,
  timestamp: isoTime(commit.at),
  url: `${repositoryHtml(urls, repository)}/commit/${commit.sha}`,
  author: commit.author,
  committer: commit.author,
  added: commit.changes.added,
  removed: commit.changes.removed,
  modified: commit.changes.modified,
});

/** `commit` over REST, as `compare` lists it. Its author is no account here, only a name in git. */
export const commitPayload = (
  urls: Urls,
  repository: Repository,
  commit: Commit,
): Readonly<Record<string, unknown>> => {
  const api = repositoryApi(urls, repository);
  const html = repositoryHtml(urls, repository);
  const url = `${api}/commits/${commit.sha}`;
  const { name, email } = commit.author;
  const signed = { name, email, date: isoTime(commit.at) };
  const parents = commit.parent === undefined ? [] : [commit.parent];
  return {
    sha: commit.sha,
    node_id: nodeId('C', repository.id),
    commit: {
      author: signed,
      committer: signed,
      message: commit.message,
      tree: { sha: commit.treeSha, url: `${api}/git/trees/${commit.treeSha}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: null,
    committer: null,
    parents: parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/commit/${sha}` })),
  };
};
