import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Probot reads port 0 as "not given" and takes 3000, so the system is asked for a free one first. */
export const freePort = async (host: string): Promise<number> => {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};
