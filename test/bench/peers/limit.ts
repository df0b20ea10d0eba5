import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

// What no receiver of webhooks on Node can do without: read, check the signature over the raw bytes, parse, answer.

const secret = process.env.WEBHOOK_SECRET ?? '';

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method !== 'POST') return response.end('ok');
    const body = Buffer.concat(chunks);
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
    const given = Buffer.from(String(request.headers['x-hub-signature-256']));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return response.writeHead(401).end('no');
    }
    JSON.parse(body.toString());
    return response.end('ok');
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
