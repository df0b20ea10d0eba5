import { type Logger } from 'pino';

/**
 * The same log for Probot's server, whose HTTP logger writes each request, headers and all, into a logger of its own before
 * it says anything of it. It says nothing above `info`: where no more is wanted, nothing is written either.
 */
export const serverLog = (log: Logger): Logger => {
  if (log.isLevelEnabled('info')) return log;
  const server = log.child({});
  return Object.defineProperty(server, 'child', { value: () => server });
};
