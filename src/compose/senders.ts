import { type RouteIndex } from '../core/route-index.ts';
import { type Sender } from '../flow/github-ports.ts';
import { type Clock, type Store } from '../flow/ports.ts';
import { type Authenticate } from '../github/client.ts';
import { createTokens } from '../github/tokens.ts';
import { createByTarget } from '../senders/by-target.ts';
import { createRepositoryDispatch } from '../senders/repository-dispatch.ts';
import { createWebhook } from '../senders/webhook.ts';
import { createWorkflowDispatch } from '../senders/workflow-dispatch.ts';
import { type Settings } from '../settings.ts';
import { createLikelyHubs } from './likely-hubs.ts';

export interface SendersOptions {
  readonly settings: Pick<Settings, 'urls' | 'endpoints' | 'endpointAllowedSubnets'>;
  readonly authenticate: Authenticate;
  /** Called with each request for a token. */
  readonly onTokenAsked: () => void;
  readonly clock: Pick<Clock, 'now'>;
  readonly store: Pick<Store, 'hubs'>;
  readonly index: Pick<RouteIndex, 'repository'>;
}

/** Every way in which a notification leaves. */
export const createSenders = ({
  settings,
  authenticate,
  onTokenAsked,
  clock,
  store,
  index,
}: SendersOptions): Sender => {
  const apiUrl = settings.urls.api;
  const { now } = clock;
  const tokens = { authenticate, onAsked: onTokenAsked, now };
  return createByTarget({
    dispatch: createRepositoryDispatch({
      apiUrl,
      token: createTokens({ ...tokens, likelyHubs: createLikelyHubs(store, index) }),
    }),
    workflow: createWorkflowDispatch({
      apiUrl,
      // Few hubs have workflows started, so each has a token of its own.
      token: createTokens({
        ...tokens,
        permissions: { actions: 'write' },
        likelyHubs: () => Promise.resolve([]),
      }),
    }),
    endpoint: createWebhook({
      endpoints: settings.endpoints,
      allowedSubnets: settings.endpointAllowedSubnets,
      now,
    }),
  });
};
