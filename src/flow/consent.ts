import { stillAgree } from '../core/consent.ts';
import { kindOfRoute } from '../core/route.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type Verdict } from '../core/verdict.ts';
import { type Notification } from './notification-ports.ts';

/** Whether both sides agree to a notification still, by what is known now. */
export type Consent = (notification: Notification) => Verdict;

export const createConsent =
  (index: RouteIndex): Consent =>
  ({ route, spokeId, spoke: spokeName, hubId, hub: hubName, eventType }) => {
    const spoke = index.member(spokeId);
    const hub = hubId === undefined ? undefined : index.member(hubId);
    return stillAgree({
      spokeName,
      isSpokeSuspended: spoke !== undefined && isSuspended(index, spoke.repository.installationId),
      eventType,
      route: { kind: kindOfRoute(route), hub: hubName },
      ...(spoke && { spoke }),
      ...(hub && { hub }),
    });
  };

const isSuspended = (index: RouteIndex, installation: number): boolean =>
  index.installation(installation)?.suspended ?? false;
