import { expect, expectTypeOf, it } from 'vitest';
import type declaredApp from '../app.d.ts';
import type * as declared from '../functions.d.ts';
import hubRelay from '../src/app.ts';
import * as functions from '../src/functions.ts';
import { type Sent } from '../src/functions/send-once.ts';
import { type GatewayAnswer, type GatewayEvent } from '../src/functions/webhook-handler.ts';

// `npm run check` compiles this: what somebody wrote by hand for the package's users is what they get, no more and no less.
it('gives what the package declares, under those types', () => {
  expectTypeOf(hubRelay).toEqualTypeOf<typeof declaredApp>();
  expectTypeOf(functions.createFunctionLog).toEqualTypeOf<typeof declared.createFunctionLog>();
  expectTypeOf(functions.createSendHandler).toEqualTypeOf<typeof declared.createSendHandler>();
  expectTypeOf(functions.createWebhookHandler).toEqualTypeOf<typeof declared.createWebhookHandler>();
  expectTypeOf<Sent>().toEqualTypeOf<declared.Sent>();
  expectTypeOf<GatewayEvent>().toEqualTypeOf<declared.GatewayEvent>();
  expectTypeOf<GatewayAnswer>().toEqualTypeOf<declared.GatewayAnswer>();
  expect(hubRelay).toBeTypeOf('function');
  expect(Object.keys(functions).toSorted()).toEqual([
    'createFunctionLog',
    'createSendHandler',
    'createWebhookHandler',
  ] satisfies (keyof typeof declared)[]);
});
