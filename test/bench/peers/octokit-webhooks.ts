import { createServer } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';

// As the package's README has it, with a handler that does nothing.

const webhooks = new Webhooks({ secret: process.env.WEBHOOK_SECRET ?? '' });
webhooks.on('push', () => undefined);
const middleware = createNodeMiddleware(webhooks, { path: '/api/github/webhooks' });

createServer((request, response) => {
  if (request.url === '/ping') response.end('ok');
  else void middleware(request, response);
}).listen(Number(process.env.PORT), '127.0.0.1');
