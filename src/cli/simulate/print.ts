import { printableJson } from '../../core/printable.ts';
import { type Terminal } from '../terminal.ts';
import { renderCurl } from './curl.ts';
import { type Payload, signed, type Signing } from './webhook.ts';

/** JSON of the same meaning, that can be read. */
export const printPayload = ({ body }: Payload, terminal: Pick<Terminal, 'out'>): number => {
  terminal.out(printableJson(JSON.parse(body), 2));
  return 0;
};

/** A file is sent as it is; anything else so that a terminal can show it and a shell can hold it. */
export const printCurl = (
  payload: Payload,
  url: string,
  signing: Signing,
  terminal: Pick<Terminal, 'out'>,
  guid?: string,
): number => {
  const shown =
    payload.file === undefined
      ? { ...payload, body: `${printableJson(JSON.parse(payload.body))}\n` }
      : payload;
  terminal.out(renderCurl(url, signed(shown, signing, guid)));
  return 0;
};
