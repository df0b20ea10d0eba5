import { Probot, ProbotOctokit, Server } from 'probot';
import { pino } from 'pino';

// What people write who have Probot: the handler calls GitHub. Octokit is Probot's own; THROTTLE=off turns its throttling
// plugin off. HUBS, with commas between them, are the hubs of a spoke named `many`; all others have a hub of their own.

const log = pino({ level: 'warn' });
const isThrottled = process.env.THROTTLE !== 'off';
const server = new Server({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  log,
  Probot: Probot.defaults({
    appId: Number(process.env.APP_ID),
    privateKey: process.env.PRIVATE_KEY ?? '',
    secret: process.env.WEBHOOK_SECRET ?? '',
    baseUrl: `http://${process.env.GHE_HOST ?? ''}/api/v3`,
    // A function: of an object, Probot's own defaults take the place.
    ...(!isThrottled && {
      Octokit: ProbotOctokit.defaults((options: object) => ({
        ...options,
        throttle: { enabled: false },
      })),
    }),
    log,
  }),
});
const many = (process.env.HUBS ?? '').split(',');
await server.load((app) => {
  app.on('push', async (context) => {
    const { payload } = context;
    const { name, owner } = payload.repository;
    const hubs = name === 'many' ? many : [name.replace('app-', 'hub-')];
    for (const hub of hubs) {
      await context.octokit.rest.repos.createDispatchEvent({
        owner: owner?.login ?? '',
        repo: hub,
        event_type: 'push',
        client_payload: { repository: payload.repository.full_name, ref: payload.ref, sha: payload.after },
      });
    }
  });
});
await server.start();
