import { notFound } from '../answer.ts';
import { type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { type ManifestCodes } from '../manifest-codes.ts';
import { integrationPayload } from '../payloads/installation.ts';

const DOCS = 'https://docs.github.com/rest/apps/apps#create-a-github-app-from-a-manifest';

/** Asked for without any credentials: the code is all that it takes. */
export const appManifestRoutes = ({ urls }: Context, codes: ManifestCodes): readonly Route[] => [
  {
    method: 'POST',
    path: '/app-manifests/:code/conversions',
    handle: ({ params }) => {
      const app = codes.take(params['code'] ?? '');
      if (app === undefined) return notFound(DOCS);
      return {
        status: 201,
        body: {
          ...integrationPayload(urls, app),
          client_secret: app.clientSecret,
          webhook_secret: app.webhookUrl === undefined ? null : app.webhookSecret,
          pem: app.privateKey,
        },
      };
    },
  },
];
