import { type HubAnswers } from './answers.ts';
import { ruleLines } from './rule-lines.ts';
import { indented, yamlList } from './yaml-text.ts';

/** The first `.github/hub-relay.yml` of a hub, line by line. */
export const hubFile = (answers: HubAnswers): readonly string[] => [
  '# Who may tell this repository what. It counts on the default branch.',
  ...(answers.accept.length > 0 ? acceptLines(answers) : []),
  ...(answers.subscribe.length > 0 ? subscribeLines(answers) : []),
];

const acceptLines = ({ accept, eventType }: HubAnswers): readonly string[] => [
  '',
  '# Spokes that may notify it, by `notify:` in files of their own. Without this, none may.',
  'accept:',
  `  - from: ${yamlList(accept)}`,
  ...(eventType === undefined ? [] : [`    event-types: ${yamlList([eventType])}`]),
];

const subscribeLines = (answers: HubAnswers): readonly string[] => [
  '',
  '# What it wants to hear of, from spokes that need no file for that.',
  '# A private spoke of another owner must agree, by `publish:` in its own file.',
  'subscribe:',
  `  - from: ${yamlList(answers.subscribe)}`,
  ...indented(ruleLines(answers), 4),
];
