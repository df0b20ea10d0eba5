import { type Answer } from '../core/answer.ts';
import { startedRunIn } from '../core/hub-run.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { type Sender, type Sent } from '../flow/github-ports.ts';
import { createHubPost, type HubPostOptions, type Posted } from './hub-post.ts';

/**
 * `POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches`, for notifications whose target is a workflow; its
 * inputs are `payload.inputs`. Once: only a server that does not know `return_run_details`, and so began nothing, is asked
 * again, without it; from then on it is not asked for it any more.
 * https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export const createWorkflowDispatch = (options: HubPostOptions): Sender => {
  const post = createHubPost(options);
  let tellsRuns = true;

  return {
    send: async (notification, payload, circumstances) => {
      const { target } = notification;
      if (target?.kind !== 'workflow') throw new Error(`${notification.id} is not for a workflow`);
      const { workflow, ref } = target;
      const path = `/actions/workflows/${encodeURIComponent(workflow)}/dispatches`;
      const body: JsonObject = { ref, inputs: inputsOf(payload) };
      if (tellsRuns) {
        const asked = await post(notification, path, { ...body, return_run_details: true }, circumstances);
        if (!isUnknownKey(asked.answer)) return sentOf(asked);
        tellsRuns = false;
      }
      return sentOf(await post(notification, path, body, circumstances));
    },
  };
};

const inputsOf = ({ inputs }: JsonObject): JsonObject => (isObject(inputs) ? inputs : {});

const isUnknownKey = (answer: Answer): boolean =>
  answer.kind === 'answer' && answer.status === 422 && answer.text.includes('return_run_details');

const sentOf = ({ request, answer, data }: Posted): Sent => {
  const run = answer.kind === 'answer' && answer.status === 200 ? startedRunIn(data) : undefined;
  return { request, answer, ...(run && { run }) };
};
