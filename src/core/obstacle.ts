import { type Member } from './in-force.ts';
import { mayDispatch } from './permissions.ts';
import { type Installation } from './repository.ts';
import { fail, type Verdict } from './verdict.ts';

/** Why nothing can be sent to a hub, whoever asks; `undefined` where it can. */
export const obstacleOf = (
  name: string,
  hub: Pick<Member, 'repository'> | undefined,
  installation: Installation | undefined,
): Verdict | undefined => {
  const rule = 'policy.hub';
  if (!hub || !installation) return fail(rule, `the App is not installed on ${name}`);
  const { fullName, archived } = hub.repository;
  if (installation.suspended) return fail(rule, `the installation on ${installation.account} is suspended`);
  if (archived) return fail(rule, `${fullName} is archived`);
  if (!mayDispatch(installation))
    return fail('permission', `the installation on ${installation.account} does not grant "contents: write"`);
  return undefined;
};
