import { organizationPayload } from '../../src/sandbox/payloads/account.ts';
import { installationReference } from '../../src/sandbox/payloads/installation.ts';
import { latestPushPayload } from '../../src/sandbox/payloads/push.ts';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { type Installation } from '../../src/sandbox/installation.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { createUrls } from '../../src/sandbox/urls.ts';
import { BENCH_APP } from './bench-app.ts';
import { type Arrival, type Described, MARK, monotonic, type Spoke, type World } from './sandbox-messages.ts';

// GitHub as a process of its own, so that neither it nor what is measured waits for the other. Its parent names the world
// on the command line, is told what is there, and is told what was seen each time that it asks.

const CONFIG = '.github/hub-relay.yml';
/** The sandbox's clock runs on the clock that all processes share, in fractions of a millisecond. */
const EPOCH = Date.now() - monotonic();

let arrivals: Arrival[] = [];
let requests: Record<string, number> = {};
let refused: string[] = [];

const textIn = (value: unknown, ...path: readonly string[]): string => {
  let found: unknown = value;
  for (const key of path) found = (found as Record<string, unknown> | undefined)?.[key];
  return typeof found === 'string' ? found : '';
};

/** "/repos/org-1/hub-0/dispatches" → "/repos/*\/dispatches" */
const kindOf = (path: string): string =>
  path.replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/*').replace(/\/\d+(?=\/|$)/g, '/*');

const see = ({ at, method, path, status, requestBody }: Exchange): void => {
  const kind = `${method} ${kindOf(path)}`;
  requests[kind] = (requests[kind] ?? 0) + 1;
  if ((status < 200 || status > 299) && status !== 304) refused.push(`${status} ${method} ${path}`);
  else if (method === 'POST' && path.endsWith('/dispatches')) {
    const id = textIn(requestBody, 'client_payload', 'relay', 'id');
    arrivals.push({
      mark: textIn(requestBody, 'client_payload', 'sha'),
      hub: path.slice('/repos/'.length, -'/dispatches'.length),
      ...(id !== '' && { id }),
      at: at - EPOCH,
    });
  }
};

const world = JSON.parse(process.argv[2] ?? '') as World;
// Several contestants start before one GitHub within a minute, and each asks for a token for each installation.
const limits = { appPointsPerMinute: 100_000 };
const sandbox = await startSandbox({ clock: () => EPOCH + monotonic(), limits, onExchange: see });
const urls = createUrls(sandbox.host);
const app = sandbox.createApp(BENCH_APP);

/** Of a commit that leaves the configuration as it is, or that would be read anew after each of them. */
const pushOf = async (fullName: string, installation: Installation): Promise<string> => {
  await sandbox.push(fullName, { files: { modified: ['src/main.c'] } });
  const repository = sandbox.repository(fullName);
  const head = repository.branches.get(repository.defaultBranch) ?? '';
  const payload = {
    ...latestPushPayload(urls, repository, 'mona'),
    organization: organizationPayload(urls, repository.owner),
    installation: installationReference(installation),
  };
  return JSON.stringify(payload).replaceAll(head, MARK).replaceAll(head.slice(0, 12), MARK.slice(0, 12));
};

const accept = (from: string): Record<string, string> => ({ [CONFIG]: `accept: [{ from: ${from} }]` });

/** Makes the repositories of one owner; names of spokes, with their hubs. */
const settle = (owner: string, isFirst: boolean): ReadonlyMap<string, readonly string[]> => {
  const made = new Map<string, readonly string[]>();
  const make = (name: string, files?: Record<string, string>): string => {
    const fullName = `${owner}/${name}`;
    sandbox.createRepository({ fullName, ...(files && { files }) });
    return fullName;
  };
  for (let pair = 0; pair < world.pairs; pair += 1) {
    const hub = make(`hub-${pair}`, accept(`${owner}/app-${pair}`));
    made.set(make(`app-${pair}`, { [CONFIG]: `notify: [{ hub: ${hub}, on: push }]` }), [hub]);
  }
  for (let quiet = 0; quiet < (world.quiet ?? 0); quiet += 1) made.set(make(`quiet-${quiet}`), []);
  const many = isFirst ? (world.many ?? 0) : 0;
  if (many > 0) {
    const hubs = Array.from({ length: many }, (_, index) =>
      make(`many-${index}`, { [CONFIG]: `subscribe: [{ from: ${owner}/many, on: push }]` }),
    );
    made.set(make('many'), hubs);
  }
  return made;
};

const spokes: Spoke[] = [];
for (let index = 0; index < world.owners; index += 1) {
  const owner = `org-${index}`;
  const made = settle(owner, index === 0);
  const installation = sandbox.install(app, owner);
  for (const [fullName, hubs] of made)
    spokes.push({ fullName, hubs, push: await pushOf(fullName, installation) });
}

process.on('message', () => {
  process.send?.({ arrivals, requests, refused });
  arrivals = [];
  requests = {};
  refused = [];
});
process.once('disconnect', () => process.exit(0));
const described: Described = { host: sandbox.host, appId: app.id, privateKey: app.privateKey, spokes };
process.send?.(described);
