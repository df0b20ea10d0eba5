import { type SpokeAnswers } from './answers.ts';
import { ruleLines } from './rule-lines.ts';
import { indented, yamlText } from './yaml-text.ts';

/** The first `.github/hub-relay.yml` of a spoke, line by line. */
export const spokeFile = (answers: SpokeAnswers): readonly string[] => [
  '# Whom Hub Relay tells when something happens in this repository. It counts on the default branch.',
  '# The filters are those of GitHub Actions’ `on:`. The hub must agree, by `accept:` in its own file.',
  'notify:',
  ...answers.hubs.flatMap((hub, index) => [
    `  - hub: ${yamlText(hub)}`,
    ...indented(ruleLines(answers), 4),
    ...(index === 0 ? indented(MORE, 4) : []),
  ]),
];

const MORE = [
  '# Remove a "# " to use it:',
  `# if: "!contains(github.event.head_commit.message, '[skip hub]')"`,
  '# coalesce: 30s # one notification for a burst',
  '# report: true # show on the commit how it went',
];
