import { stillAgree } from '../core/consent.ts';
import { type Member } from '../core/in-force.ts';
import { kindOfRoute } from '../core/route.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { sourceSpoke } from '../core/speaker.ts';
import { type Verdict } from '../core/verdict.ts';
import { type Notification } from './notification-ports.ts';

/** Whether both sides agree to a notification still, by what is known now. */
export type Consent = (notification: Notification) => Verdict;

export const createConsent =
  (index: RouteIndex): Consent =>
  (notification) => {
    const { route, hubId, hub: hubName, eventType, target, source } = notification;
    const spoke = spokeOf(notification, index);
    const hub = hubId === undefined ? undefined : index.member(hubId);
    const endpoint = target?.kind === 'endpoint' ? target.endpoint : undefined;
    const defined = endpoint === undefined ? undefined : index.operator.endpoint(endpoint);
    return stillAgree({
      spoke,
      isSpokeSuspended: typeof spoke !== 'string' && isSuspended(index, spoke.repository.installationId),
      eventType,
      route: { kind: kindOfRoute(route), hub: hubName, ...(endpoint !== undefined && { endpoint }) },
      ...(target && { target }),
      ...(source && { source: source.name }),
      ...(hub && { hub }),
      ...(defined && { endpoint: defined }),
    });
  };

/** As it is now, or why nobody speaks for it any more. The App may have been installed there since. */
const spokeOf = ({ spokeId, spoke, source }: Notification, index: RouteIndex): Member | string =>
  index.member(spokeId) ??
  (source
    ? sourceSpoke(source.name, { id: spokeId, fullName: spoke, visibility: source.visibility }, index)
    : `the App is not installed on ${spoke} any more`);

const isSuspended = (index: RouteIndex, installation: number): boolean =>
  index.installation(installation)?.suspended ?? false;
