import { type Webhook } from './webhook.ts';

/** One word for a POSIX shell, whatever it holds. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const END = 'END_OF_PAYLOAD';

/**
 * The line of curl that sends this webhook. A body comes from its file, or from the lines after: those may be longer than an
 * argument. It must end with a line feed then, and be signed with it. The signature shows nothing of the secret.
 */
export const renderCurl = (url: string, { headers, body, file }: Webhook): string => {
  const lines = [
    'curl --silent --show-error',
    `  --write-out '\\n%{http_code}\\n'`,
    ...Object.entries(headers).map(([name, value]) => `  --header ${quoted(`${name}: ${value}`)}`),
    `  --data-binary ${file === undefined ? '@-' : quoted(`@${file}`)}`,
    `  ${quoted(url)}`,
  ];
  const command = lines.join(' \\\n');
  return file === undefined ? `${command} <<'${END}'\n${body}${END}` : command;
};
