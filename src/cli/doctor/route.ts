import { type Finding as Heard } from '../../core/config-report.ts';
import { targetTitle } from '../../core/route.ts';
import { type Standing } from '../../core/standing.ts';
import { type Facet, facetsOf, worstOf } from '../../flow/route-facets.ts';
import { type Finding, findingsOf } from './finding.ts';

const make = findingsOf('routes');

/** One line for one route: each of its facets, and what to do about the first that is not well. */
export const checkRoute = (standing: Standing, heard: Heard | undefined): Finding => {
  const { route, hub } = standing;
  const facets = [...facetsOf(standing), ...(heard ? [workflowOf(heard)] : [])];
  const target = hub?.repository.fullName ?? targetTitle(route);
  const spoke = route.kind === 'subscribe' ? ` (${standing.spoke.repository.fullName})` : '';
  const said = facets.map(
    ({ name, level, text }) => `${name} ${level}${text === undefined ? '' : ` (${text})`}`,
  );
  const worst = worstOf(facets);
  return make[worst?.level ?? 'ok'](`${route.id}${spoke} → ${target}: ${said.join(', ')}`, worst?.remedy);
};

/** Where it is not sure, there may be nothing to mend. */
const workflowOf = ({ isGood, text }: Heard): Facet => ({
  name: 'workflow',
  level: isGood ? 'ok' : 'warn',
  text,
  ...(isGood === false && { remedy: 'Mend that in a workflow on the hub’s default branch.' }),
});
