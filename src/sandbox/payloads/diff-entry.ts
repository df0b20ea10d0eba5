import { blobSha, type FileChanges } from '../git.ts';
import { type Repository } from '../repository.ts';
import { encodePath, repositoryApi, repositoryHtml, type Urls } from '../urls.ts';

interface Diff {
  readonly changes: Required<FileChanges>;
  /** Commit that the addresses point at. */
  readonly sha: string;
  readonly files: ReadonlyMap<string, string>;
}

const countLines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** `diff-entry`: one changed file each, by name. Lines are counted as if a changed file had been written anew. */
export const diffEntries = (
  urls: Urls,
  repository: Repository,
  { changes, sha, files }: Diff,
): readonly Readonly<Record<string, unknown>>[] => {
  const entry = (
    filename: string,
    status: 'added' | 'modified' | 'removed',
  ): Readonly<Record<string, unknown>> => {
    const text = files.get(filename) ?? '';
    const additions = status === 'removed' ? 0 : countLines(text);
    const deletions = status === 'added' ? 0 : 1;
    const at = `${sha}/${encodePath(filename)}`;
    return {
      sha: blobSha(text),
      filename,
      status,
      additions,
      deletions,
      changes: additions + deletions,
      blob_url: `${repositoryHtml(urls, repository)}/blob/${at}`,
      raw_url: `${repositoryHtml(urls, repository)}/raw/${at}`,
      contents_url: `${repositoryApi(urls, repository)}/contents/${encodePath(filename)}?ref=${sha}`,
    };
  };
  const entries = [
    ...changes.added.map((name) => entry(name, 'added')),
    ...changes.modified.map((name) => entry(name, 'modified')),
    ...changes.removed.map((name) => entry(name, 'removed')),
  ];
  return entries.sort((one, other) => (String(one['filename']) < String(other['filename']) ? -1 : 1));
};
