import { readDocument } from '../../../config/document.ts';
import { type Member } from '../../../core/in-force.ts';
import { type Route } from '../../../core/route.ts';
import { type DeskOptions } from '../desk-options.ts';
import { veilAll, veilFor } from '../veil.ts';
import { sightOf, type Viewer } from '../viewer.ts';
import { activitySection } from './activity-section.ts';
import { fileSection } from './file-section.ts';
import { type RepositoryPage } from './repository-page.ts';
import { mayReadName, routesFrom, routesTo } from './seen-routes.ts';
import { shownFile } from './shown-file.ts';

const DAY = 86_400_000;
const NEWEST = 20;
/** Of its pairs, those with the most traffic. */
const MOST_PAIRS = 100;

/** All that the page of a repository shows to this viewer. */
export const lookUp = async (
  member: Member,
  viewer: Viewer,
  { index, store, clock, urls }: DeskOptions,
): Promise<RepositoryPage> => {
  const { repository } = member;
  const now = clock.now();
  const sight = sightOf(viewer);
  const [record, broken, pairs, newest, told] = await Promise.all([
    store.repositories.find(repository.id),
    store.hubs.broken(),
    store.desk.pairsOf(repository.id, now - DAY, MOST_PAIRS, sight),
    store.desk.search({ repository: repository.fullName }, { limit: NEWEST }, sight),
    routesTo(member, viewer, index, clock),
  ]);
  const mayRead = (fullName: string): boolean => mayReadName(viewer, index, fullName);
  const file = record?.config ?? { state: 'missing' };
  const veil = veilFor(viewer, index);
  const { text, show, isVeiled } = shownFile(file.text ?? '', mayRead);
  const shown = { text: veil(text), show: (said: string) => veil(show(said)), isVeiled };
  const { server } = urls;
  return {
    member,
    installation: index.installation(repository.installationId),
    viewer,
    server,
    tells: routesFrom(member, viewer, index),
    told,
    cards: {
      now,
      broken: new Map(broken.map((hub) => [hub.hubId, hub])),
      lineOf: linesIn(file.text ?? '', repository.fullName),
    },
    file: fileSection({ member, file, shown, mayRead, server }),
    activity: activitySection({
      repository,
      pairs,
      newest: veilAll(newest, veil),
      now,
    }),
  };
};

/** The line of each entry of this file, by its route: "acme/app:notify[0]". */
const linesIn = (text: string, fullName: string): ((route: Route) => number | undefined) => {
  const read = readDocument(text);
  return ({ id, definedIn }) => {
    const [, list, at] = /:(notify|subscribe)\[(\d+)\]$/.exec(id) ?? [];
    if (definedIn !== fullName || list === undefined || 'problems' in read) return undefined;
    return read.locate([list, Number(at)]).line;
  };
};
