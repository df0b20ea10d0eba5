import { type Sender } from '../flow/github-ports.ts';
import { createHubPost, type HubPostOptions } from './hub-post.ts';

/**
 * `POST /repos/{owner}/{repo}/dispatches`, once.
 * https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
 */
export const createRepositoryDispatch = (options: HubPostOptions): Sender => {
  const post = createHubPost(options);
  return {
    send: async (notification, payload, circumstances) => {
      const body = { event_type: notification.eventType, client_payload: payload };
      const { request, answer } = await post(notification, '/dispatches', body, circumstances);
      return { request, answer };
    },
  };
};
