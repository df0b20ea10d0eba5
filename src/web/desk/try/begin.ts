import { isEventName } from '../../../core/event.ts';
import { type Member } from '../../../core/in-force.ts';
import { readJson } from '../../../config/read-json.ts';
import { type DeskOptions } from '../desk-options.ts';
import { mayReadName, routesFrom } from '../repositories/seen-routes.ts';
import { shownFile } from '../repositories/shown-file.ts';
import { veilAll, veilFor } from '../veil.ts';
import { mayRead, type Viewer } from '../viewer.ts';
import { sampleOf } from './samples.ts';
import { FIRST_TRIAL, MOST_BYTES, type Trial } from './trial.ts';

/** Where a trial begins; or why it does not begin where it was asked for. */
export interface Beginning {
  readonly trial: Trial;
  readonly notice?: string;
}

/** One sentence for what there is not and what is not for this viewer. */
const NOT_THERE = {
  event: 'There is no such event on record, or it is not for you to see.',
  repository: 'There is no such repository, or it is not for you to see.',
} as const;

type Known = Pick<DeskOptions, 'index' | 'store'>;

/** With an event on record, and the files of its repository and of its first hub, as far as the viewer may read them. */
export const beginWithEvent = async (id: string, viewer: Viewer, known: Known): Promise<Beginning> => {
  const event = await known.store.events.find(id);
  const { repositoryId } = event ?? {};
  if (!event || !isEventName(event.name) || repositoryId === undefined || !mayRead(viewer, repositoryId))
    return { trial: FIRST_TRIAL, notice: NOT_THERE.event };
  const member = known.index.member(repositoryId);
  const files = member ? await filesOf(member, viewer, known) : {};
  if (event.body.length > MOST_BYTES)
    return {
      trial: { ...FIRST_TRIAL, ...files },
      notice: `The event’s payload is over ${MOST_BYTES / 1024} KB, the most that is taken here: \`hub-relay explain\` takes any size.`,
    };
  const read = readJson(event.body);
  const payload = veilAll('value' in read ? read.value : {}, veilFor(viewer, known.index));
  return { trial: { ...FIRST_TRIAL, ...files, payload: `${JSON.stringify(payload, undefined, 2)}\n` } };
};

/** With a push to a repository, and the files as above. */
export const beginWithRepository = async (
  fullName: string,
  viewer: Viewer,
  known: Known,
): Promise<Beginning> => {
  const member = known.index.memberByName(fullName);
  if (!member || !mayRead(viewer, member.repository.id))
    return { trial: FIRST_TRIAL, notice: NOT_THERE.repository };
  const payload = sampleOf('push', member.repository);
  return { trial: { ...FIRST_TRIAL, payload, ...(await filesOf(member, viewer, known)) } };
};

const filesOf = async (spoke: Member, viewer: Viewer, known: Known): Promise<Partial<Trial>> => {
  const hub = routesFrom(spoke, viewer, known.index).find((route) => route.hub)?.hub;
  const own = await fileOf(spoke.repository.id, viewer, known);
  if (!hub) return { spoke: own, hub: '', hubName: '' };
  return {
    spoke: own,
    hub: await fileOf(hub.id, viewer, known),
    hubName: hub.fullName,
    hubVisibility: hub.visibility,
  };
};

/** As it may be read: with stand-ins for the names that may not. */
const fileOf = async (id: number, viewer: Viewer, { index, store }: Known): Promise<string> => {
  const text = (await store.repositories.find(id))?.config.text ?? '';
  const shown = shownFile(text, (fullName) => mayReadName(viewer, index, fullName));
  return veilFor(viewer, index)(shown.text);
};
