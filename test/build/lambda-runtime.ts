/**
 * As Lambda runs a function: loads the module that is named first, and hands what comes to its `handler`, behind a
 * gateway on localhost. Says where it listens.
 */
import { pathToFileURL } from 'node:url';
import { type GatewayEvent, type GatewayFunction, startGateway } from './gateway.ts';

const [path = ''] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(path).href)) as {
  handler: (event: GatewayEvent, context: object) => Promise<object | undefined>;
};
const context = { getRemainingTimeInMillis: () => 60_000 };
const call: GatewayFunction = async (event) => {
  const answer = await handler(event, context);
  return answer && 'statusCode' in answer
    ? (answer as Awaited<ReturnType<GatewayFunction>>)
    : { statusCode: 200, body: JSON.stringify(answer) };
};
const { url } = await startGateway(call);
process.stdout.write(`the function is at ${url}\n`);
