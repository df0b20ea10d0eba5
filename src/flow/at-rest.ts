import { type AtRest, NOTHING_SAID } from '../core/shelf.ts';
import { declare } from './members.ts';
import {
  type FileReading,
  type Repositories,
  type RepositoryAtRest,
  type RepositoryRecord,
} from './ports.ts';

/** So many are read at once; in between, whatever else is to be done has its turn. */
const PAGE = 500;

/**
 * Another number for each change after which a file of before says something else, so that a checkout does not go on
 * with what it read before; a release reads all files anew in any case.
 */
const FILE_READING = 1;

/** Who reads files, of this release of ours. */
export const fileReader = (release: string): string => `${release}/${FILE_READING}`;

/** What the file says, and in what form it is kept, as `by` reads it. */
export const readAtRest = (
  { repository, config }: RepositoryRecord,
  by: string,
): { readonly atRest: AtRest; readonly reading?: FileReading } => {
  const { own, note } = declare(repository, config);
  const said = { shelved: JSON.stringify(own), ...(note !== undefined && { note }) };
  return { atRest: { repository, ...said }, ...(config.text !== undefined && { reading: { by, ...said } }) };
};

export interface Loaded {
  readonly atRest: AtRest;
  readonly stamp?: string;
}

/**
 * All repositories, with what their files say, page by page. Reading a file takes a hundred times as long as taking over what
 * it said, so that is kept in the store: files that another version read are read anew, and with `isKept` kept.
 */
export async function* allAtRest(
  repositories: Pick<Repositories, 'page' | 'some' | 'keepReadings'>,
  by: string,
  isKept: boolean,
): AsyncGenerator<readonly Loaded[]> {
  let after = 0;
  for (;;) {
    const page = await repositories.page(after, PAGE);
    const unread = page.filter((one) => keptBy(one, by) === undefined);
    const records = await repositories.some(unread.map(({ repository }) => repository.id));
    const read = new Map(records.map((record) => [record.repository.id, readAtRest(record, by)]));
    if (isKept) {
      await repositories.keepReadings(
        records.flatMap(({ repository: { id }, config: { text } }) => {
          const reading = read.get(id)?.reading;
          return text !== undefined && reading ? [{ id, text, reading }] : [];
        }),
      );
    }
    yield page.flatMap((one) => {
      const atRest = keptBy(one, by) ?? read.get(one.repository.id)?.atRest;
      return atRest ? [{ atRest, ...(one.stamp !== undefined && { stamp: one.stamp }) }] : [];
    });
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.repository.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const keptBy = ({ repository, state, reading }: RepositoryAtRest, by: string): AtRest | undefined => {
  if (state === 'missing') return { repository, shelved: NOTHING_SAID };
  if (reading?.by !== by) return undefined;
  const { shelved, note } = reading;
  return { repository, shelved, ...(note !== undefined && { note }) };
};
