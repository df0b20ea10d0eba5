import { type Operator } from '../core/operator.ts';
import { RouteIndex } from '../core/route-index.ts';
import { allAtRest, fileReader } from '../flow/at-rest.ts';
import { type Store } from '../flow/ports.ts';
import { readVersion } from '../settings/version.ts';

/** What the database knows of installations, repositories and their files. */
export const indexOfStore = async (
  { repositories }: Pick<Store, 'repositories'>,
  operator?: Operator,
): Promise<RouteIndex> => {
  const index = new RouteIndex(operator);
  for (const installation of await repositories.installations()) index.saveInstallation(installation);
  // A command only looks.
  for await (const page of allAtRest(repositories, fileReader(readVersion()), false)) {
    for (const { atRest } of page) index.saveAtRest(atRest);
  }
  return index;
};
