import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../core/printable.ts';
import { type HookTry, type RepositoryHooks } from '../../flow/github-ports.ts';

/** How long to wait for a ping, and how often to look, in milliseconds. */
export interface Patience {
  readonly wait: number;
  readonly interval: number;
}

/** A server has ten seconds to answer; the list shows it a moment after. */
export const PATIENCE: Patience = { wait: 15_000, interval: 1_000 };

type Asked = Pick<RepositoryHooks, 'recent' | 'answerTo'>;

/** What came of a ping. `status` is absent where GitHub did not tell in time. */
export interface Ping {
  readonly isGood: boolean;
  /** In one line, and what to do. */
  readonly text: string;
}

/** What our server answered to a ping that is not one of `known`. */
export const awaitPing = async (
  hooks: Asked,
  name: string,
  id: number,
  known: ReadonlySet<string>,
  { wait, interval }: Patience,
): Promise<Ping> => {
  const end = Date.now() + wait;
  for (;;) {
    const tries = await hooks.recent(name, id);
    const ping = tries.find(({ event, id: tried }) => event === 'ping' && !known.has(tried));
    if (ping !== undefined) return tell(ping, ping.statusCode, () => hooks.answerTo(name, id, ping.id));
    if (Date.now() >= end) {
      const seconds = Math.round(wait / 1000);
      return {
        isGood: false,
        text: `GitHub shows no ping after ${seconds} s. See later with \`hub-relay hooks list ${name} --deliveries\`.`,
      };
    }
    await sleep(interval);
  }
};

const tell = async ({ duration }: HookTry, status: number, answer: () => Promise<string>): Promise<Ping> => {
  if (status >= 200 && status < 300)
    return { isGood: true, text: `GitHub pinged it: the server answered ${status} in ${duration} s.` };
  const said = printable((await answer()).trim());
  const words = said === '' ? '' : ` “${said.length > LONGEST ? `${said.slice(0, LONGEST - 1)}…` : said}”`;
  const found = UNREACHED.has(status) ? `no answer (${status})` : `the server answered ${status}${words}`;
  return { isGood: false, text: `GitHub pinged it: ${found}. ${adviceFor(status)}` };
};

const LONGEST = 200;

/** GitHub writes down one of these, too, where it could not connect, or got no answer in time. */
const UNREACHED: ReadonlySet<number> = new Set([0, 502, 504]);

/** What to do when a webhook was answered so. */
export const adviceFor = (status: number): string => {
  if (UNREACHED.has(status))
    return 'GitHub must reach the URL within 10 s: check the name, the port, the firewall, the certificate, and that the server runs.';
  if (status === 401 || status === 403)
    return 'The server’s secret for this source is not the webhook’s: give it the one in the secret file, or remove the webhook and add it anew.';
  if (status === 404)
    return 'The server has no source of that name: add it to sources.yml, check the end of the URL, and start the server again.';
  if (status >= 300 && status < 400)
    return 'GitHub follows no redirects: give the webhook the URL where it leads.';
  return status >= 500 ? 'The server is in trouble: its log says why.' : 'The server’s log says why.';
};
