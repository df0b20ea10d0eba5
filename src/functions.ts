/** What the package gives to functions in a cloud, beside its application: see docs/serverless.md. */
export { createFunctionLog } from './functions/function-log.ts';
export { createSendHandler } from './functions/send-handler.ts';
export { createWebhookHandler } from './functions/webhook-handler.ts';
