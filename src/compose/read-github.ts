import { type GitHub } from '../flow/github-ports.ts';
import { CONFIG_PATH } from '../flow/members.ts';
import { type Authenticate } from '../github/client.ts';
import { createCommits } from '../github/commits.ts';
import { createFiles } from '../github/files.ts';
import { createInstallations } from '../github/installations.ts';
import { createWorkflows } from '../github/workflows.ts';
import { type Settings } from '../settings.ts';

/** What is read of GitHub, as the App and as each of its installations. */
export const readGithub = (
  authenticate: Authenticate,
  { graphql: graphqlUrl }: Settings['urls'],
): GitHub => ({
  ...createInstallations(authenticate),
  ...createCommits(authenticate),
  ...createFiles({ authenticate, path: CONFIG_PATH, graphqlUrl }),
  ...createWorkflows({ authenticate, graphqlUrl }),
});
