import { type RouteIndex } from '../core/route-index.ts';
import { type Store } from '../flow/ports.ts';
import { type TokensOptions } from '../github/tokens.ts';

/**
 * The hubs of an installation that a token will most likely be wanted for within the hour: those for which something waits,
 * then those that were told lately. GitHub gives no token at all where one of them is not the installation's any more.
 */
export const createLikelyHubs =
  ({ hubs }: Pick<Store, 'hubs'>, index: Pick<RouteIndex, 'repository'>): TokensOptions['likelyHubs'] =>
  async (installationId, limit) => {
    const waiting = await hubs.waiting(installationId, limit);
    const lately = waiting.length < limit ? await hubs.lately(installationId, limit) : [];
    return [...new Set([...waiting, ...lately])]
      .filter((id) => index.repository(id)?.installationId === installationId)
      .slice(0, limit);
  };
