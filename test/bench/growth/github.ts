import { EVENT_NAMES } from '../../../src/core/event.ts';
import { NEEDED_PERMISSIONS } from '../../../src/core/permissions.ts';
import { type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { SECRET } from '../bench-app.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { GREAT_OWNER, repositories } from './seed-repositories.ts';

export const CONFIG = '.github/hub-relay.yml';
const ENDLESS = 1_000_000_000;

export interface GrowthGithub {
  readonly sandbox: Sandbox;
  readonly installationId: number;
  /** Of those that it has. */
  readonly idOf: (fullName: string) => number | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** A GitHub that has the first ten repositories, of which alone it is asked, and sets no limits. */
export const startGithub = async (): Promise<GrowthGithub> => {
  const sandbox = await startSandbox({
    limits: {
      perHour: ENDLESS,
      graphqlPerHour: ENDLESS,
      concurrent: ENDLESS,
      pointsPerMinute: ENDLESS,
      appPointsPerMinute: ENDLESS,
      graphqlPointsPerMinute: ENDLESS,
      contentPerMinute: ENDLESS,
      contentPerHour: ENDLESS,
    },
  });
  const ids = new Map<string, number>();
  for (const { repository, text } of repositories(10, 0, () => 0)) {
    const { fullName, visibility } = repository;
    const { id } = sandbox.createRepository({
      fullName,
      visibility,
      ...(text !== undefined && { files: { [CONFIG]: text } }),
    });
    ids.set(fullName, id);
  }
  const app = sandbox.createApp({
    name: 'Bench',
    events: EVENT_NAMES,
    permissions: NEEDED_PERMISSIONS,
    webhookSecret: SECRET,
  });
  return {
    sandbox,
    installationId: sandbox.install(app, GREAT_OWNER).id,
    idOf: (fullName) => ids.get(fullName),
    env: {
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: SECRET,
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
    },
  };
};
