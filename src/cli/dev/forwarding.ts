import { type Log } from '../../flow/ports.ts';
import { type Channel, openChannel } from '../../serve/channel.ts';
import { createForwarder, type Forwarder } from '../../serve/forward.ts';
import { type FoundChannel } from './find-channel.ts';

/** From a channel that may change to a server that comes and goes. */
export interface Forwarding {
  /** Says which channel it is, where it is another one than before, and listens to it. */
  readonly from: (found: FoundChannel) => void;
  /** Where the server takes webhooks; `undefined` while it does not. */
  readonly to: (url: string | undefined) => void;
  readonly close: () => void;
}

export const createForwarding = (log: Log): Forwarding => {
  let current: FoundChannel | undefined;
  let parts: { readonly channel: Channel; readonly forwarder: Forwarder } | undefined;
  let server: string | undefined;

  const close = (): void => {
    parts?.channel.close();
    parts?.forwarder.close();
    parts = undefined;
  };
  return {
    from: (found) => {
      const isSame = found.url === undefined ? found.note === current?.note : found.url === current?.url;
      if (isSame) return;
      current = found;
      log.info({}, found.note);
      close();
      if (found.url === undefined) return;
      const forwarder = createForwarder({ log });
      forwarder.to(server);
      parts = { forwarder, channel: openChannel({ url: found.url, log, onWebhook: forwarder.take }) };
    },
    to: (url) => {
      server = url;
      parts?.forwarder.to(url);
    },
    close,
  };
};
