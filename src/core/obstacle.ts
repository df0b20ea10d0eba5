import { endpointIn } from './endpoint.ts';
import { type Member } from './in-force.ts';
import { mayDispatch } from './permissions.ts';
import { type Installation } from './repository.ts';
import { type RouteIndex } from './route-index.ts';
import { fail, type Verdict } from './verdict.ts';

type Hub = Pick<Member, 'repository'> | undefined;

/** Why nobody can tell this hub anything; `undefined` where somebody may. What it does not grant may still be granted. */
export const unreachable = (
  name: string,
  hub: Hub,
  installation: Installation | undefined,
): string | undefined => {
  if (!hub || !installation) return `the App is not installed on ${name}`;
  if (installation.suspended) return `the installation on ${installation.account} is suspended`;
  return hub.repository.archived ? `${hub.repository.fullName} is archived` : undefined;
};

/** Why nothing can be sent to a hub, or to an endpoint by its title, just now, whoever asks. */
export const obstacleOf = (
  name: string,
  hub: Hub,
  index: Pick<RouteIndex, 'installation' | 'operator'>,
): Verdict | undefined => {
  const endpoint = endpointIn(name);
  if (endpoint !== undefined)
    return index.operator.endpoint(endpoint)
      ? undefined
      : fail('policy.endpoint', `the operator defines no endpoint "${endpoint}" any more`);
  const installation = hub && index.installation(hub.repository.installationId);
  const why = unreachable(name, hub, installation);
  if (why !== undefined) return fail('policy.hub', why);
  return installation && !mayDispatch(installation)
    ? fail('permission', `the installation on ${installation.account} does not grant "contents: write"`)
    : undefined;
};
