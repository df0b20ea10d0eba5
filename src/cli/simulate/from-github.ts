import { composeDeliveries, composeDeliveryContents } from '../../compose/for-commands.ts';
import { printable } from '../../core/printable.ts';
import { RelayError } from '../../errors.ts';
import { type Deliveries, type DeliveryContents } from '../../flow/github-ports.ts';
import { type Settings } from '../../settings.ts';
import { githubTrouble } from '../github-trouble.ts';
import { type Terminal } from '../terminal.ts';
import { type Payload } from './webhook.ts';

/** What GitHub sent in this delivery of the App, named by its number or by its GUID. */
export const fromGithub = async (
  asked: string,
  { credentials, urls }: Settings,
  terminal: Pick<Terminal, 'progress'>,
): Promise<Payload> => {
  if (!NUMBER.test(asked) && !GUID.test(asked))
    throw new RelayError('delivery-unknown', `"${printable(asked)}" is neither its number nor its GUID.`);
  if (!credentials)
    throw new RelayError(
      'settings-invalid',
      'APP_ID and PRIVATE_KEY: found nothing; set them as for `start`.',
    );
  const settings = { credentials, urls };
  try {
    return await readDelivery(
      asked,
      composeDeliveries(settings),
      composeDeliveryContents(settings),
      terminal,
    );
  } catch (error) {
    throw githubTrouble(error);
  }
};

const NUMBER = /^[1-9]\d{0,18}$/;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const readDelivery = async (
  asked: string,
  deliveries: Pick<Deliveries, 'page'>,
  contents: DeliveryContents,
  terminal: Pick<Terminal, 'progress'>,
): Promise<Payload> => {
  const id = NUMBER.test(asked) ? asked : await idOf(asked.toLowerCase(), deliveries, terminal);
  const content = id === undefined ? undefined : await contents.content(id);
  if (!content) throw new RelayError('delivery-unknown', `It was asked for ${asked}.`);
  return content;
};

/** GitHub can't be asked by a GUID: its list is looked through, newest first. Each try with this GUID has the same payload. */
const idOf = async (
  guid: string,
  { page }: Pick<Deliveries, 'page'>,
  { progress }: Pick<Terminal, 'progress'>,
): Promise<string | undefined> => {
  let cursor: string | undefined;
  let seen = 0;
  do {
    const found = await page(cursor);
    if (found === 'unknown-cursor') return undefined;
    const match = found.deliveries.find((one) => one.guid.toLowerCase() === guid);
    seen += found.deliveries.length;
    progress?.(match ? '' : `looking through the deliveries: ${seen}`);
    if (match) return match.id;
    cursor = found.next;
  } while (cursor !== undefined);
  progress?.('');
  return undefined;
};
