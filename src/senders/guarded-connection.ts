import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';
import { type AddressGuard } from './address-guard.ts';

/**
 * A connection over TLS to the host of an https:// URL, at an address that the guard lets through, both before and after
 * it is connected; not a byte is written to another. Goes through no proxy, whatever the environment says. The
 * certificate is Node's to check.
 */
export const connectTo = async (url: URL, guard: AddressGuard, signal: AbortSignal): Promise<TLSSocket> => {
  const addresses = [...(await unlessAborted(guard.addressesOf(url.hostname), signal))];
  const socket = connect({
    host: url.hostname,
    port: url.port === '' ? 443 : Number(url.port),
    autoSelectFamily: true,
    // Asked for any name, and for nothing but these: an address in a URL is given here as it was judged.
    lookup: (_host, _options, answer) => answer(null, addresses),
    signal,
  });
  await once(socket, 'connect');
  try {
    guard.check(socket.remoteAddress);
    return await encrypt(socket, url.hostname);
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

const encrypt = async (socket: Socket, hostname: string): Promise<TLSSocket> => {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const encrypted = secure({
    socket,
    host,
    // An address is no server name: https://www.rfc-editor.org/rfc/rfc6066#section-3
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
  });
  await once(encrypted, 'secureConnect');
  return encrypted;
};

/** The machine's resolver can't be told to stop. */
const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted();
  return await Promise.race([
    promise,
    once(signal, 'abort').then((): never => {
      throw signal.reason as Error;
    }),
  ]);
};
