import { isObject, type Json } from './json.ts';

/** What a commit in a push lists as added, modified or removed. A large push has thousands, and is looked through for each event. */
export const filesOfCommit = (commit: Json): readonly string[] => {
  const files: string[] = [];
  if (!isObject(commit)) return files;
  const { added, modified, removed } = commit;
  for (const list of [added, modified, removed]) {
    if (!Array.isArray(list)) continue;
    for (const file of list as readonly Json[]) if (typeof file === 'string') files.push(file);
  }
  return files;
};
