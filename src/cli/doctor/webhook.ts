import { ERRORS } from '../../errors.ts';
import { type WebhookConfig } from '../../flow/github-ports.ts';
import { type Settings } from '../../settings.ts';
import { LOOPBACK } from '../../settings/variables.ts';
import { weaknessOf } from '../webhook-check.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('webhook');

type Relevant = Pick<Settings, 'webhookPath' | 'webhookProxyUrl' | 'production' | 'urls'>;

/** Where GitHub sends webhooks, and whether that can be us. Without the path of a URL: some keep a secret there. */
export const checkWebhookUrl = (
  { url: text = '', isUnverified }: WebhookConfig,
  settings: Relevant,
): readonly Finding[] => {
  const { webhookPath, production } = settings;
  const url = URL.parse(text);
  if (!url) {
    const remedy = `On the App’s page on GitHub, set the webhook URL to https:// and the name of this server, then ${webhookPath}.`;
    return [fail('the App has no webhook URL, so that GitHub tells it nothing', remedy)];
  }
  const weakness = weaknessOf(url, isUnverified);
  const found = [
    ...(weakness === undefined
      ? []
      : [(production ? fail : warn)(weakness, ERRORS['webhook-insecure'].remedy)]),
    ...misdirected(url, settings),
  ];
  return found.length > 0 ? found : [ok(`GitHub sends to ${url.protocol}//${url.host}`)];
};

const misdirected = (url: URL, settings: Relevant): readonly Finding[] => {
  const { webhookPath, webhookProxyUrl, production, urls } = settings;
  if (url.hostname === 'smee.io' && production) {
    const remedy = `On the App’s page on GitHub, set it to the address of this server, then ${webhookPath}.`;
    return [fail('webhooks go through smee.io, where anybody who knows the channel reads them', remedy)];
  }
  if (webhookProxyUrl !== undefined) {
    return URL.parse(webhookProxyUrl)?.href === url.href
      ? []
      : [
          fail(
            `GitHub sends to ${url.host}, but WEBHOOK_PROXY_URL names another channel`,
            'Set both to the same URL.',
          ),
        ];
  }
  if (url.hostname === 'smee.io') {
    return [
      fail(
        'GitHub sends to smee.io, and nothing listens there',
        'Set WEBHOOK_PROXY_URL to the webhook URL of the App.',
      ),
    ];
  }
  if (LOOPBACK.test(url.hostname) && !LOOPBACK.test(URL.parse(urls.api)?.hostname ?? '')) {
    return [
      fail(
        `GitHub is told to send to ${url.host}, which is GitHub’s own machine`,
        'On the App’s page on GitHub, set an address that can be reached from outside.',
      ),
    ];
  }
  return url.pathname === webhookPath
    ? []
    : [
        warn(
          `GitHub sends to another path of ${url.host} than ${webhookPath}, where webhooks are taken`,
          `On the App’s page on GitHub, end the webhook URL in ${webhookPath}, unless a proxy in front turns one path into the other.`,
        ),
      ];
};
