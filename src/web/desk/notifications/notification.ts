import { type DeskApp, type DeskContext, type DeskOptions } from '../desk-options.ts';
import { printable } from '../../../core/printable.ts';
import { cutMiddle } from '../cut-middle.ts';
import { layout } from '../layout.ts';
import { notFoundPage } from '../problem-page.ts';
import { veilAll, veilFor } from '../veil.ts';
import { maySeeNotification } from '../viewer.ts';
import { isId } from './filter.ts';
import { notificationPage, type NotificationParts } from './notification-page.ts';

/** Everything about one notification. */
export const addNotification = (app: DeskApp, options: DeskOptions): void => {
  app.get('/notifications/:id', async (context) => {
    const parts = await partsOf(context.req.param('id'), context, options);
    if (!parts) return notFoundPage(context);
    const { viewer } = context.var;
    const { eventType, spoke, hub } = parts.story.notification;
    return context.html(
      layout({
        title: printable(cutMiddle(`${eventType} from ${spoke} to ${hub}`, 200)),
        viewer,
        section: '/notifications',
        scripts: ['live'],
        content: notificationPage(parts),
      }),
    );
  });
};

/** As this viewer may read it; `undefined` where there is nothing for them. */
const partsOf = async (
  id: string,
  { var: { viewer } }: DeskContext,
  { store, index, clock, urls }: DeskOptions,
): Promise<NotificationParts | undefined> => {
  const notification = isId(id) ? await store.notifications.find(id) : undefined;
  if (!notification || !maySeeNotification(viewer, notification)) return undefined;
  const now = clock.now();
  const isHeld = notification.state === 'pending' || notification.state === 'waiting';
  const [event, attempts, runs, broken, lanes] = await Promise.all([
    store.desk.event(notification.eventId),
    store.notifications.attempts(id),
    store.desk.runs(id),
    isHeld ? store.hubs.broken() : [],
    isHeld ? store.desk.lanes(now) : [],
  ]);
  const brokenHub = broken.find(({ hubId }) => hubId === notification.hubId);
  const laneHeldUntil = lanes.find(({ lane }) => lane === notification.lane)?.heldUntil ?? 0;
  const parts = {
    story: { notification, attempts, runs, now, ...(event && { event }) },
    laneHeldUntil,
    ...(brokenHub && { brokenHub }),
  };
  return {
    ...veilAll(parts, veilFor(viewer, index)),
    viewer,
    server: urls.server,
    nameOf: (repositoryId) => index.member(repositoryId)?.repository.fullName,
  };
};
