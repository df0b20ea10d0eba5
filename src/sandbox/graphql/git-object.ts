import { blobSha } from '../git.ts';
import { nodeId } from '../payloads/node-id.ts';
import { resolveRef, type Repository } from '../repository.ts';

/** Where GitHub cuts a text off, in bytes. Not documented; seen by https://github.com/sveltia/sveltia-cms/issues/950 */
const LONGEST_TEXT = 512_000;
/** How far git looks for a NUL to tell binary files. */
const LOOKED_AT = 8_000;

const blob = (text: string): object => {
  const bytes = Buffer.from(text);
  const isBinary = bytes.subarray(0, LOOKED_AT).includes(0);
  return {
    __typename: 'Blob',
    id: nodeId('B', parseInt(blobSha(text).slice(0, 12), 16)),
    byteSize: bytes.length,
    text: isBinary ? null : bytes.subarray(0, LONGEST_TEXT).toString(),
  };
};

/**
 * What `git rev-parse` finds for "HEAD:path" or "ref:path"; null where there is nothing. A symbolic link is the blob that it is
 * to git: its text says where it leads.
 */
export const gitObject = (repository: Repository, expression: string): object | null => {
  const [, ref = '', path = ''] = /^([^:]+):(.*)$/.exec(expression) ?? [];
  const commit = resolveRef(repository, ref === 'HEAD' ? repository.defaultBranch : ref);
  const text = commit?.files.get(path);
  if (text !== undefined) return blob(text);
  const isTree = [...(commit?.files.keys() ?? [])].some(
    (known) => path === '' || known.startsWith(`${path}/`),
  );
  return isTree ? { __typename: 'Tree', id: nodeId('T', parseInt(blobSha(path).slice(0, 12), 16)) } : null;
};
