import { notFound, ok, problem, type Answer } from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { blobSha, followLink, type Commit } from '../git.ts';
import { repositoryRoute } from '../repository-route.ts';
import { resolveRef } from '../repository.ts';
import { encodePath, repositoryApi, repositoryHtml, type Urls } from '../urls.ts';

const DOCS = 'https://docs.github.com/rest/repos/contents#get-repository-content';

/** "Between 1-100 MB: only the raw or object custom media types are supported." */
const LARGEST_INLINE = 1024 * 1024;

interface Entry {
  readonly path: string;
  readonly sha: string;
  readonly type: 'file' | 'dir' | 'symlink';
  readonly size: number;
}

const describe = (
  urls: Urls,
  { repository }: RepositoryCall,
  ref: string,
  { path, sha, type, size }: Entry,
): object => {
  const api = repositoryApi(urls, repository);
  const html = repositoryHtml(urls, repository);
  const isFile = type !== 'dir';
  const self = `${api}/contents/${encodePath(path)}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${isFile ? 'blobs' : 'trees'}/${sha}`;
  const page = `${html}/${isFile ? 'blob' : 'tree'}/${encodePath(ref)}/${encodePath(path)}`;
  return {
    name: path.split('/').at(-1),
    path,
    sha,
    size,
    url: self,
    html_url: page,
    git_url: git,
    download_url: isFile ? `${html}/raw/${encodePath(ref)}/${encodePath(path)}` : null,
    type,
    _links: { self, git, html: page },
  };
};

/** GitHub breaks the base64 text after 60 characters and ends it with a line break. */
const wrapped = (text: string): string =>
  Buffer.from(text)
    .toString('base64')
    .replace(/.{1,60}/g, '$&\n');

const fileEntry = (path: string, text: string, type: 'file' | 'symlink' = 'file'): Entry => ({
  path,
  sha: blobSha(text),
  type,
  size: Buffer.byteLength(text),
});

const entriesBelow = ({ files, links }: Commit, directory: string): readonly Entry[] => {
  const prefix = directory === '' ? '' : `${directory}/`;
  const entries = new Map<string, Entry>();
  for (const [path, text] of files) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...deeper] = path.slice(prefix.length).split('/');
    const child = prefix + name;
    const entry: Entry =
      deeper.length === 0
        ? fileEntry(child, text, links.has(child) ? 'symlink' : 'file')
        : { path: child, sha: blobSha(child), type: 'dir', size: 0 };
    entries.set(child, entry);
  }
  return [...entries.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
};

/** @see https://docs.github.com/rest/repos/contents#get-repository-content */
export const contentsRoutes = (context: Context): readonly Route[] => {
  const { urls } = context;

  const answerFile = (call: RepositoryCall, ref: string, path: string, text: string): Answer => {
    if (call.headers['accept']?.includes('raw') === true) {
      return {
        status: 200,
        headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
        body: text,
      };
    }
    const entry = fileEntry(path, text);
    const isInline = entry.size <= LARGEST_INLINE;
    const content = isInline
      ? { content: wrapped(text), encoding: 'base64' }
      : { content: '', encoding: 'none' };
    return ok({ ...describe(urls, call, ref, entry), ...content });
  };

  /** "If the target is a normal file, the API responds with its content. Otherwise with an object describing the symlink itself." */
  const answerLink = (call: RepositoryCall, ref: string, path: string, target: string): Answer =>
    ok({ ...describe(urls, call, ref, fileEntry(path, target, 'symlink')), target });

  return [
    repositoryRoute(context, {
      method: 'GET',
      path: '/contents/*path',
      need: { name: 'contents', level: 'read' },
      docs: DOCS,
      handle: (call) => {
        const ref = call.query['ref'] ?? call.repository.defaultBranch;
        const commit = resolveRef(call.repository, ref);
        if (commit === undefined) {
          if (call.query['ref'] === undefined) return problem(404, 'This repository is empty.', DOCS);
          return problem(404, `No commit found for the ref ${ref}`, DOCS);
        }
        const path = (call.params['path'] ?? '').replace(/^\/+|\/+$/g, '');
        const isLink = commit.links.has(path);
        const text = commit.files.get(isLink ? (followLink(commit, path) ?? '') : path);
        if (text !== undefined) return answerFile(call, ref, path, text);
        if (isLink) return answerLink(call, ref, path, commit.files.get(path) ?? '');
        const entries = entriesBelow(commit, path);
        if (entries.length === 0)
          return path === '' ? problem(404, 'This repository is empty.', DOCS) : notFound(DOCS);
        return ok(entries.map((entry) => describe(urls, call, ref, entry)));
      },
    }),
  ];
};
