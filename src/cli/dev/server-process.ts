import { fork } from 'node:child_process';
import { type Environment } from '../../settings.ts';

/** `hub-relay start` as a process of its own. */
export interface ServerProcess {
  /** "code 1", "SIGKILL"; never rejects. */
  readonly ended: Promise<string>;
  /** In good order; a second call, or too long a wait, ends it at once. */
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly env: Environment;
  /** Hears where it takes webhooks, each time that it is up. */
  readonly onUp: (url: string) => void;
  /** Its set-up page wrote .env, and it goes on with that. */
  readonly onKept: () => void;
}

/** A server gives up its own orderly end after 9.5 s. */
const LAST_RESORT = 12_000;

/** The command line that runs here, called again. */
export const startServer = ({ env, onUp, onKept }: ServerOptions): ServerProcess => {
  const child = fork(process.argv[1] ?? '', ['start', '--under-dev'], { env, stdio: 'inherit' });
  child.on('message', (message) => {
    if (isUp(message)) onUp(message.webhookUrl);
    else if (message === KEPT) onKept();
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code ?? 0}`));
    child.once('error', (error) => resolve(error.message));
  });
  let isStopping = false;
  const stop = async (): Promise<void> => {
    child.kill(isStopping ? 'SIGKILL' : 'SIGTERM');
    isStopping = true;
    const last = setTimeout(() => child.kill('SIGKILL'), LAST_RESORT);
    await ended;
    clearTimeout(last);
  };
  return { ended, stop };
};

/** What `hub-relay start` tells the process that started it. */
export interface Up {
  readonly webhookUrl: string;
}

/** The same, just after the set-up page wrote .env. */
export const KEPT = 'kept';

const isUp = (message: unknown): message is Up =>
  typeof message === 'object' && message !== null && 'webhookUrl' in message;
