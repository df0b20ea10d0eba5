import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { RelayError } from '../../errors.ts';
import { type DeskApp, type DeskContext, type DeskOptions } from './desk-options.ts';
import { notFoundPage, problemPage } from './problem-page.ts';

/** Nothing from elsewhere, no script and no style within a page, in nobody's frame. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** A payload to be tried is the longest that is posted. */
const MOST_BYTES = 1024 * 1024;
const GITHUB_SILENT =
  'What you may see is for GitHub to say, and it could not be asked. Try again in a moment.';
const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
const METHODS = 'GET, HEAD, POST';

export interface GuardOptions extends Pick<DeskOptions, 'log' | 'publicUrl'> {
  /** Another origin to which forms of these pages lead. */
  readonly formsTo?: string;
  /** Whether a form that comes `from` an origin is of these pages, at `url`; by default only those of PUBLIC_URL, where it is set. */
  readonly isOwnOrigin?: (from: string, url: string) => boolean;
}

/** What holds for every page, whoever asks: headers, sizes, methods, where forms come from, and that errors are told in words. */
export const addGuard = (app: DeskApp, { log, publicUrl, formsTo, isOwnOrigin }: GuardOptions): void => {
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  const isOwn = isOwnOrigin ?? ((from: string, url: string) => from === (origin ?? new URL(url).origin));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        ...CONTENT_SECURITY_POLICY,
        ...(formsTo !== undefined && { formAction: ["'self'", formsTo] }),
      },
      // Not 'no-referrer': a form would then come with "Origin: null", and over plain HTTP nothing else says where it is from.
      // https://fetch.spec.whatwg.org/#append-a-request-origin-header
      referrerPolicy: formsTo === undefined ? 'same-origin' : 'strict-origin-when-cross-origin',
      xFrameOptions: 'DENY',
      // Only where it is known that https:// works; what other names of this domain do is not ours to say.
      strictTransportSecurity: origin?.startsWith('https:') ? 'max-age=15552000' : false,
    }),
  );
  app.use(async (context, next) => {
    if (METHODS.split(', ').includes(context.req.method)) return next();
    context.header('allow', METHODS);
    return problemPage(context, 405, {
      title: 'Not possible',
      sentence: `These pages take only ${METHODS}.`,
    });
  });
  // A form that another site sends has that site's Origin and Sec-Fetch-Site, and no page can change these. A request with
  // neither is no browser's of our day, and refused. Behind a proxy that speaks TLS the request does not know its own
  // address, so PUBLIC_URL tells it.
  app.use(csrf({ origin: (from, { req }) => isOwn(from, req.url) }));
  // csrf() lets all pass that is no form.
  app.use(async (context, next) => {
    if (context.req.method !== 'POST' || FORM.test(context.req.header('content-type') ?? '')) return next();
    return problemPage(context, 415, { title: 'Not a form', sentence: 'These pages take only forms.' });
  });
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (context: DeskContext) =>
        problemPage(context, 413, { title: 'Too large', sentence: 'A form may hold 1 MB at most.' }),
    }),
  );
  app.use(async (context, next) => {
    // Read here once, so that what is no form is refused in words, whoever reads it afterwards.
    await context.req.parseBody().catch((cause: unknown) => {
      throw new HTTPException(400, { cause });
    });
    return next();
  });
  app.notFound(notFoundPage);
  app.onError((error, context) => {
    if (error instanceof HTTPException && error.status < 500) {
      return error.status === 403
        ? problemPage(context, 403, {
            title: 'Refused',
            sentence: 'This form was not sent from these pages. Open the page again, and send it from there.',
          })
        : problemPage(context, 400, {
            title: 'Not understood',
            sentence: 'The request is not one that these pages make.',
          });
    }
    if (error instanceof RelayError && error.code === 'github-unreadable') {
      log.warn({ err: error.cause }, 'GitHub could not be asked what somebody may see');
      return problemPage(context, 503, { title: 'GitHub does not answer', sentence: GITHUB_SILENT });
    }
    log.error({ err: error, path: context.req.path }, 'a page could not be shown');
    return problemPage(context, 500, {
      title: 'Something went wrong',
      sentence: 'The page could not be shown; the log of Hub Relay says why.',
    });
  });
};
