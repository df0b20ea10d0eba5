import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { BENCH_APP, SECRET } from './bench-app.ts';
import { type Pushing } from './push-payload.ts';

/** A GitHub on localhost with one spoke, and what a relay before it is given. */
export interface BenchStage {
  readonly env: Readonly<Record<string, string>>;
  readonly pushing: Pushing;
  readonly close: () => Promise<void>;
}

const CONFIG_FILE = '.github/hub-relay.yml';
/** A route that is looked at for each push, and never fires: what is sent is measured elsewhere. */
const CONFIG = 'notify: [{ hub: acme/docs, on: { push: { paths: [handbook/**] } } }]';

export const openStage = async (): Promise<BenchStage> => {
  const sandbox = await startSandbox();
  const spoke = sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG_FILE]: CONFIG } });
  sandbox.createRepository({ fullName: 'acme/docs', files: { [CONFIG_FILE]: 'accept: [from: acme/*]' } });
  const app = sandbox.createApp({ ...BENCH_APP, webhookSecret: SECRET });
  const installation = sandbox.install(app, 'acme');
  return {
    env: {
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      LOG_LEVEL: 'warn',
      LOG_FORMAT: 'json',
    },
    pushing: { repository: { id: spoke.id, fullName: 'acme/app' }, installation: installation.id },
    close: () => sandbox.stop(),
  };
};
