import { EVENT_NAMES, type EventName } from '../../core/event.ts';
import { type GithubUrls } from '../../core/github-context.ts';
import { imagine, type Told } from '../../sandbox/imagine.ts';
import { HAPPENINGS } from './happen.ts';
import { type HappeningOptions } from './options.ts';
import { madeUp, type Spoke } from './spoke.ts';

interface Where {
  readonly spoke: Spoke;
  readonly urls: GithubUrls;
  /** Of the App, where that is set up. */
  readonly appId: number | undefined;
}

/** A webhook as GitHub would send it of this, each time with commits and ids of its own. */
export const imagineEvent = async (
  event: EventName,
  options: HappeningOptions,
  { spoke, urls, appId = 1 }: Where,
): Promise<Told> => {
  const setting = {
    urls: { html: urls.server, api: urls.api, graphql: urls.graphql },
    clock: Date.now,
    firstId: madeUp(),
    appId,
    events: EVENT_NAMES,
    spoke,
  };
  const told = await imagine(setting, (github) => HAPPENINGS[event](github, options));
  const last = told.at(-1);
  if (last?.event !== event) throw new Error(`the sandbox told nothing of ${event}`);
  return last;
};
