// A step of a workflow: it writes down the event that the workflow runs for, and ends.
import { run } from '@probot/adapter-github-actions';
import hubRelay from 'hub-relay';

await run(hubRelay);
