import { Probot, Server } from 'probot';
import { pino } from 'pino';

// The least that any Probot app does: verify, parse, call a handler that does nothing, answer. Nothing is kept.
const log = pino({ level: 'warn' });
const server = new Server({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  log,
  Probot: Probot.defaults({
    appId: Number(process.env.APP_ID),
    privateKey: process.env.PRIVATE_KEY ?? '',
    secret: process.env.WEBHOOK_SECRET ?? '',
    log,
  }),
});
await server.load((app) => {
  app.on('push', () => undefined);
});
await server.start();
