import { type Member } from '../../../core/in-force.ts';
import { nameKey } from '../../../core/repository.ts';
import { type RouteIndex } from '../../../core/route-index.ts';
import { type Store } from '../../../flow/ports.ts';
import { type Viewer } from '../viewer.ts';
import { type ListedRepository, type RepositoryList } from './list-page.ts';
import { membersFor, readableRoutes } from './seen-routes.ts';

const ON_A_PAGE = 50;

export interface ListQuery {
  readonly name: string;
  readonly onlyWrong: boolean;
  /** From 1; what is no page is the nearest one. */
  readonly page: number;
}

/** Of the repositories that the viewer may see those whose name holds the one asked for, by the alphabet. */
export const listRepositories = async (
  { name, onlyWrong, page: asked }: ListQuery,
  viewer: Viewer,
  { index, store }: { readonly index: RouteIndex; readonly store: Pick<Store, 'repositories'> },
): Promise<RepositoryList> => {
  const part = nameKey(name.trim());
  const matching = [...membersFor(viewer, index)].filter(({ repository }) =>
    nameKey(repository.fullName).includes(part),
  );
  const wrong = matching.filter(isNotInForce);
  const found = (onlyWrong ? wrong : matching).toSorted(byName);
  const pages = Math.max(1, Math.ceil(found.length / ON_A_PAGE));
  const page = Math.min(Math.max(1, asked), pages);
  const shown = found.slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE);
  const rows = await Promise.all(
    shown.map(async (member) => {
      const record = await store.repositories.find(member.repository.id);
      return rowOf(member, record?.config.state ?? 'missing', viewer, index);
    }),
  );
  return { name, onlyWrong, rows, found: found.length, wrong: wrong.length, page, pages };
};

/** Its own file: nobody else's speaks for what it subscribes to. */
const isNotInForce = ({ sources }: Member): boolean => sources.subscribe.note !== undefined;

const byName = ({ repository: one }: Member, { repository: other }: Member): number =>
  nameKey(one.fullName) < nameKey(other.fullName) ? -1 : 1;

const rowOf = (
  member: Member,
  state: 'missing' | 'unreadable' | 'read',
  viewer: Viewer,
  index: RouteIndex,
): ListedRepository => {
  const { repository, config } = member;
  const routes = readableRoutes(member, viewer, index).length;
  const file = state === 'read' ? (isNotInForce(member) ? 'wrong' : 'right') : state;
  return {
    repository,
    file,
    routes,
    isSpoke: routes > 0,
    isHub: config.accept.length > 0 || config.subscribe.length > 0,
  };
};
