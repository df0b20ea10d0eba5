import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Whose push it is. */
export interface Pushing {
  readonly repository: { readonly id: number; readonly fullName: string };
  readonly installation: number;
}

const AREAS = ['api', 'auth', 'billing', 'cli', 'console', 'importer', 'search', 'worker'];
const WORDS = ['Handle', 'Drop', 'Rename', 'Cache', 'Document', 'Retry', 'Validate', 'Speed up'];

interface Examples {
  readonly name: string;
  readonly examples: readonly object[];
}

/** GitHub's own example of a push, with the whole repository, the sender and the installation. */
const example = (): string => {
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
  const all = JSON.parse(readFileSync(file, 'utf8')) as readonly Examples[];
  const pushes = all.find(({ name }) => name === 'push')?.examples ?? [];
  const found = pushes.find((push) => 'installation' in push);
  if (!found) throw new Error('@octokit/webhooks-examples has no push of an installation');
  return JSON.stringify(found);
};

const hash = (text: string): string => createHash('sha1').update(text).digest('hex');

const fileOf = (index: number): string =>
  `packages/${AREAS[index % 8] ?? ''}/src/${WORDS[(index * 5) % 8]?.toLowerCase().replace(' ', '-') ?? ''}/part-${index}.ts`;

/** One of many; each touches between one and twelve files, with names as long as they are. */
const commitOf = (index: number, url: string): object => {
  const files = Array.from({ length: 1 + ((index * 7) % 12) }, (_, file) => fileOf(index * 3 + file));
  const person = {
    name: `Dev ${index % 17}`,
    email: `dev-${index % 17}@acme.example`,
    username: `dev-${index % 17}`,
  };
  const id = hash(`commit ${index}`);
  return {
    id,
    tree_id: hash(`tree ${index}`),
    distinct: true,
    message: `${WORDS[index % 8] ?? ''} what ${AREAS[(index * 3) % 8] ?? ''} gives back (#${1_000 + index})\n\nCo-authored-by: Dev <dev@acme.example>`,
    timestamp: new Date(Date.UTC(2026, 10, 23) + index * 60_000).toISOString(),
    url: `${url}/commit/${id}`,
    author: person,
    committer: person,
    added: files.slice(0, files.length >> 2),
    removed: [],
    modified: files.slice(files.length >> 2),
  };
};

/** The body of a push event of about `bytes`; what makes it large are its commits, as it is on GitHub. */
export const pushOf = (bytes: number, { repository, installation }: Pushing): string => {
  const [owner = '', name = ''] = repository.fullName.split('/');
  const text = example().replaceAll('Codertocat', owner).replaceAll('Hello-World', name);
  const push = JSON.parse(text) as Record<string, unknown>;
  const url = `https://github.com/${repository.fullName}`;
  const commits: object[] = [];
  const bodyOf = (): string =>
    JSON.stringify({
      ...push,
      ref: 'refs/heads/main',
      before: hash('before'),
      after: hash('commit 0'),
      deleted: false,
      compare: `${url}/compare/${hash('before').slice(0, 12)}...${hash('commit 0').slice(0, 12)}`,
      commits,
      head_commit: commits[0] ?? null,
      repository: { ...(push['repository'] as object), id: repository.id },
      installation: { ...(push['installation'] as object), id: installation },
    });
  let length = bodyOf().length;
  for (let index = 0; length < bytes - 250; index += 1) {
    const commit = commitOf(index, url);
    commits.push(commit);
    length += JSON.stringify(commit).length + 1;
  }
  return bodyOf();
};
