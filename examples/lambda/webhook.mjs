// The function behind the App's webhook URL: it writes each event down, and nothing else.
import adapter from '@probot/adapter-aws-lambda-serverless';
import hubRelay from 'hub-relay';
import { createFunctionLog, createWebhookHandler } from 'hub-relay/functions';

const { createLambdaFunction, createProbot } = adapter;
const probot = createProbot({ overrides: { log: await createFunctionLog() } });

export const handler = createWebhookHandler(createLambdaFunction(hubRelay, { probot }));
