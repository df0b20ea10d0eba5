import { type Answers } from '../../config/starter/answers.ts';
import { type Learned } from './learn.ts';

/** What is left to do, one thing a line. */
export const nextSteps = (answers: Answers, learned: Learned): readonly string[] => {
  const name = learned.name ?? 'this repository';
  const steps = [
    `Commit it and push it to the default branch (${learned.branch}): only there it counts.`,
    ...(answers.kind === 'spoke' ? spokeSteps(answers.hubs, learned) : hubSteps(answers.subscribe, learned)),
    `See that all is well: \`hub-relay validate\` here; where Hub Relay runs, \`hub-relay doctor ${learned.name ?? 'owner/name'}\`.`,
  ];
  return ['', `Next, for ${name}:`, ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
};

const spokeSteps = (hubs: readonly string[], { name }: Learned): readonly string[] => [
  `Install the App on ${name ?? 'this repository'} and on ${hubs.join(', ')}.`,
  `Have ${hubs.join(', ')} accept it: \`hub-relay init --hub --accept ${name ?? 'owner/name'}\` there.`,
];

const hubSteps = (subscribe: readonly string[], { name }: Learned): readonly string[] => [
  `Install the App on ${name ?? 'this repository'} and on its spokes.`,
  ...(subscribe.length > 0
    ? []
    : [`In each spoke: \`hub-relay init --spoke --notify ${name ?? 'owner/name'}\`.`]),
];
