import { notFound, ok, problem, type Answer } from '../answer.ts';
import { type Call, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { type Delivery } from '../hooks.ts';
import { type App } from '../installation.ts';
import { isoTime } from '../iso-time.ts';
import { link, perPage } from '../paginate.ts';

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

/** The secret is never told, only that there is one. */
const config = ({ webhookUrl, insecureSsl }: App): Readonly<Record<string, unknown>> => ({
  content_type: 'json',
  insecure_ssl: insecureSsl ? '1' : '0',
  secret: '********',
  ...(webhookUrl !== undefined && { url: webhookUrl }),
});

/** @see https://docs.github.com/rest/apps/webhooks */
export const hookDeliveryRoutes = ({ hooks, urls }: Context): readonly Route[] => {
  const recent = ({ caller }: Call): readonly Delivery[] =>
    caller.kind === 'app' ? hooks.recent(caller.app) : [];

  const list = (call: Call): Answer => {
    const { cursor, status } = call.query;
    const before = cursor === undefined ? Infinity : Number(CURSOR.exec(cursor)?.[1]);
    if (Number.isNaN(before)) return problem(400, 'Invalid cursor', DOCS);
    if (status !== undefined && !STATUSES.has(status)) return problem(422, 'Invalid status', DOCS);
    const isWanted = ({ id, status: outcome }: Delivery): boolean =>
      id <= before && (status === undefined || (status === 'success') === (outcome === 'OK'));
    const wanted = recent(call).filter(isWanted);
    const size = perPage(call);
    const next = wanted[size];
    const headers = next === undefined ? {} : { link: link(urls, call, { cursor: `v1_${next.id}` }, 'next') };
    return ok(wanted.slice(0, size).map(item), headers);
  };

  const withDelivery = (call: Call, then: (delivery: Delivery) => Answer): Answer => {
    const delivery = recent(call).find(({ id }) => String(id) === call.params['id']);
    return delivery === undefined ? notFound(DOCS) : then(delivery);
  };

  return [
    {
      method: 'GET',
      path: '/app/hook/config',
      handle: ({ caller }) => (caller.kind === 'app' ? ok(config(caller.app)) : notFound(DOCS)),
    },
    { method: 'GET', path: '/app/hook/deliveries', handle: list },
    {
      method: 'GET',
      path: '/app/hook/deliveries/:id',
      handle: (call) => withDelivery(call, (delivery) => ok(details(delivery))),
    },
    {
      method: 'POST',
      path: '/app/hook/deliveries/:id/attempts',
      handle: (call) =>
        withDelivery(call, (delivery) => {
          // Accepted now, sent afterwards: the caller is often the very server that will receive it.
          void hooks.redeliver(delivery);
          return { status: 202, body: {} };
        }),
    },
  ];
};
