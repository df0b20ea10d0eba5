import { type HookDelivery } from '../../core/missed.ts';
import { type AppPage, type WebhookConfig } from '../../flow/github-ports.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('secret');

const SAME =
  'Set WEBHOOK_SECRET and the webhook secret on the App’s page on GitHub to the same text, then start again.';

export interface SecretEvidence {
  readonly webhookSecret: string | undefined;
  readonly webhook: Pick<WebhookConfig, 'hasSecret'>;
  /** Newest first. */
  readonly deliveries: readonly HookDelivery[];
  readonly answerTo: AppPage['answerTo'];
}

/** GitHub never shows the secret: whether it is ours shows in what we answered to what it signed. */
export const checkSecret = async (evidence: SecretEvidence): Promise<readonly Finding[]> => {
  const { webhookSecret, webhook, deliveries, answerTo } = evidence;
  if (webhookSecret === undefined)
    return [warn('WEBHOOK_SECRET is not set, so that nothing is checked by it', SAME)];
  if (!webhook.hasSecret) {
    return [
      warn('GitHub tells of no webhook secret of the App; what it does not sign is refused here', SAME),
    ];
  }
  const lastSuccess = deliveries.findIndex(({ isSuccess }) => isSuccess);
  const since = lastSuccess === -1 ? deliveries : deliveries.slice(0, lastSuccess);
  const refused = since.find(({ statusCode }) => statusCode === 400 || statusCode === 401);
  if (refused && /signature/i.test(await answerTo(refused.id))) {
    return [
      fail(
        'WEBHOOK_SECRET differs from the secret that GitHub signs with: the newest deliveries were refused for their signature',
        SAME,
      ),
    ];
  }
  return lastSuccess === -1
    ? [ok('set on both sides; nothing was delivered yet that could show whether they are the same')]
    : [ok('is the one that GitHub signs with')];
};
