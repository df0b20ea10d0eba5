import { printable } from '../../core/printable.ts';

interface Made {
  readonly source: string;
  readonly repository: string;
  /** Of the secret file, from the root. */
  readonly path: string;
}

/** What the operator adds, so that the server takes the webhooks of this source. */
export const nextSteps = ({ source, repository, path }: Made): string => {
  const variable = `${source
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '_')
    .replace(/^(?=\d)/, '_')}_HOOK_SECRET`;
  return [
    'What the server needs now, in the file that SOURCES_FILE names:',
    '  sources:',
    `    - name: ${source}`,
    `      secrets: [${variable}]`,
    `      repositories: [${repository}]`,
    'and in its environment:',
    `  ${variable}_FILE=${printable(path)}`,
  ].join('\n');
};
