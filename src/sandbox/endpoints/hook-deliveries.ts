import { notFound, ok, problem, type Answer } from '../answer.ts';
import { type Call, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { type Delivery } from '../hooks.ts';
import { isoTime } from '../iso-time.ts';
import { link, perPage } from '../paginate.ts';
import { hookConfigPayload } from '../payloads/repository-hook.ts';
import { targetOf } from '../webhook.ts';

const DOCS = 'https://docs.github.com/rest/apps/webhooks';
const CURSOR = /^v1_(\d+)$/;
const STATUSES = new Set(['success', 'failure']);

const item = (delivery: Delivery): Readonly<Record<string, unknown>> => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: isoTime(delivery.deliveredAt),
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});

const details = (delivery: Delivery): Readonly<Record<string, unknown>> => ({
  ...item(delivery),
  url: delivery.url,
  request: { headers: delivery.requestHeaders, payload: JSON.parse(delivery.requestBody) as unknown },
  response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
});

interface DeliveryHandlers<C extends Call> {
  readonly list: (call: C) => Answer;
  /** The one that the parameter `delivery` names. */
  readonly get: (call: C) => Answer;
  readonly redeliver: (call: C) => Answer;
}

/** The same for an App's webhook and for a repository's: `recent` are the deliveries that this caller may see, newest first. */
export const deliveryHandlers = <C extends Call>(
  { hooks, urls }: Context,
  docs: string,
  recent: (call: C) => readonly Delivery[],
): DeliveryHandlers<C> => {
  const withDelivery = (call: C, then: (delivery: Delivery) => Answer): Answer => {
    const delivery = recent(call).find(({ id }) => String(id) === call.params['delivery']);
    return delivery === undefined ? notFound(docs) : then(delivery);
  };

  return {
    list: (call) => {
      const { cursor, status } = call.query;
      const before = cursor === undefined ? Infinity : Number(CURSOR.exec(cursor)?.[1]);
      if (Number.isNaN(before)) return problem(400, 'Invalid cursor', docs);
      if (status !== undefined && !STATUSES.has(status)) return problem(422, 'Invalid status', docs);
      const isWanted = ({ id, status: outcome }: Delivery): boolean =>
        id <= before && (status === undefined || (status === 'success') === (outcome === 'OK'));
      const wanted = recent(call).filter(isWanted);
      const size = perPage(call);
      const next = wanted[size];
      const headers =
        next === undefined ? {} : { link: link(urls, call, { cursor: `v1_${next.id}` }, 'next') };
      return ok(wanted.slice(0, size).map(item), headers);
    },
    get: (call) => withDelivery(call, (delivery) => ok(details(delivery))),
    redeliver: (call) =>
      withDelivery(call, (delivery) => {
        // Accepted now, sent afterwards: the caller is often the very server that will receive it.
        void hooks.redeliver(delivery);
        return { status: 202, body: {} };
      }),
  };
};

/** @see https://docs.github.com/rest/apps/webhooks */
export const hookDeliveryRoutes = (context: Context): readonly Route[] => {
  const { list, get, redeliver } = deliveryHandlers(context, DOCS, ({ caller }) =>
    caller.kind === 'app' ? context.hooks.recent(caller.app) : [],
  );

  const config = ({ caller }: Call): Answer => {
    if (caller.kind !== 'app') return notFound(DOCS);
    const { url, secret, isVerified } = targetOf(caller.app);
    return ok(hookConfigPayload({ contentType: 'json', insecureSsl: isVerified ? '0' : '1', secret, url }));
  };

  return [
    { method: 'GET', path: '/app/hook/config', handle: config },
    { method: 'GET', path: '/app/hook/deliveries', handle: list },
    { method: 'GET', path: '/app/hook/deliveries/:delivery', handle: get },
    { method: 'POST', path: '/app/hook/deliveries/:delivery/attempts', handle: redeliver },
  ];
};
