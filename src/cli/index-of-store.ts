import { type Operator } from '../core/operator.ts';
import { RouteIndex } from '../core/route-index.ts';
import { declare } from '../flow/members.ts';
import { type Store } from '../flow/ports.ts';

/** What the database knows of installations, repositories and their files. */
export const indexOfStore = async (
  { repositories }: Pick<Store, 'repositories'>,
  operator?: Operator,
): Promise<RouteIndex> => {
  const index = new RouteIndex(operator);
  for (const installation of await repositories.installations()) index.saveInstallation(installation);
  for (const { repository, config } of await repositories.all()) index.save(declare(repository, config));
  return index;
};
