import { type Json } from './json.ts';

/** `format` of expressions, for events that have what `when` names; otherwise the next alternative counts. */
const sentence = (when: string, text: string, ...values: readonly string[]): string =>
  `${when} && format('${text}', ${values.join(', ')})`;

const either = (...alternatives: readonly string[]): string => `\${{ ${alternatives.join(' || ')} }}`;

const RUN = 'github.event.workflow_run';
const PULL = 'github.event.pull_request';
const ISSUE = 'github.event.issue';
const RELEASE = 'github.event.release';

/**
 * Templates that an operator can name instead of writing them. They are written as a template in a file is.
 * `deploy-status` says of a run "Deploy completed: success (acme/api, main)", and of any other event as much.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export const READY_TEMPLATES: Readonly<Record<'deploy-status', Readonly<Record<string, Json>>>> = {
  'deploy-status': {
    status: either(
      `${RUN}.conclusion`,
      `${RUN}.status`,
      `${PULL}.merged && 'merged'`,
      'github.event.action',
      'github.event_name',
    ),
    message: either(
      sentence(
        RUN,
        '{0} {1}: {2} ({3}, {4})',
        // A workflow without a name has its path there, or nothing.
        `${RUN}.name || ${RUN}.path || 'workflow'`,
        'github.event.action',
        `${RUN}.conclusion || ${RUN}.status`,
        'github.repository',
        `${RUN}.head_branch || ${RUN}.head_sha`,
      ),
      sentence(
        PULL,
        'pull request #{0} {1}: {2} ({3}, {4})',
        `${PULL}.number`,
        `${PULL}.merged && 'merged' || github.event.action`,
        `${PULL}.title`,
        'github.repository',
        `${PULL}.base.ref`,
      ),
      sentence(
        ISSUE,
        'issue #{0} {1}: {2} ({3})',
        `${ISSUE}.number`,
        'github.event.action',
        `${ISSUE}.title`,
        'github.repository',
      ),
      sentence(
        RELEASE,
        'release {0} {1} ({2})',
        `${RELEASE}.tag_name`,
        'github.event.action',
        'github.repository',
      ),
      "format('{0} by {1} ({2}, {3})', github.event_name, github.actor, github.repository, github.ref_name)",
    ),
    timestamp: either(
      `${RUN}.updated_at`,
      `${PULL}.updated_at`,
      `${ISSUE}.updated_at`,
      `${RELEASE}.updated_at`,
      `${RELEASE}.published_at`,
      `${RELEASE}.created_at`,
      'github.event.head_commit.timestamp',
      'github.event.repository.updated_at',
    ),
  },
};
