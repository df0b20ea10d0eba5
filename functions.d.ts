import { type Logger } from 'pino';

/** What Amazon's API Gateway, a function URL or a load balancer hands to a function, as far as it is looked at. */
export interface GatewayEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What one pass did: whether this process led, had compared with GitHub, and left nothing that is due; when the next
 * notification is due (ms since 1970); and how many events, notifications and attempts that were.
 */
export interface Sent {
  readonly led: boolean;
  readonly isRead: boolean;
  readonly isDone: boolean;
  readonly nextAt?: number;
  readonly events: number;
  readonly notifications: number;
  readonly refused: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly dead: number;
}

/** A log for Probot: a line of JSON each, and no secret in it. */
export declare const createFunctionLog: () => Promise<Logger>;

/** Around the function that `createLambdaFunction` made: raw bodies, also in base64, and answers in words. */
export declare const createWebhookHandler: <Event extends GatewayEvent, Context>(
  answer: (event: Event, context: Context) => Promise<GatewayAnswer>,
) => (event: Event, context: Context) => Promise<GatewayAnswer>;

/** A function for a timer: one pass of `hub-relay send` in the time that it has. */
export declare const createSendHandler: () => (
  event: unknown,
  context?: { readonly getRemainingTimeInMillis?: () => number },
) => Promise<Sent>;
