/** A webhook of a repository, which needs no App. @see https://docs.github.com/rest/repos/webhooks */
export interface RepositoryHook {
  readonly kind: 'repository';
  readonly id: number;
  readonly repositoryId: number;
  config: HookConfig;
  events: readonly string[];
  active: boolean;
  readonly createdAt: number;
  updatedAt: number;
}

export interface HookConfig {
  readonly url: string;
  readonly contentType: 'json' | 'form';
  /** Undefined: nothing is signed. */
  readonly secret: string | undefined;
  readonly insecureSsl: '0' | '1';
}

/** "You can create up to 20 webhooks that subscribe to each individual event type." */
export const MOST_HOOKS = 20;

/** Those that a repository's webhook may have; the others are an organization's or an App's. @see https://docs.github.com/webhooks/webhook-events-and-payloads */
export const HOOK_EVENTS: readonly string[] = [
  'branch_protection_configuration',
  'branch_protection_rule',
  'check_run',
  'check_suite',
  'code_scanning_alert',
  'commit_comment',
  'create',
  'delete',
  'dependabot_alert',
  'deploy_key',
  'deployment',
  'deployment_status',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'issue_comment',
  'issues',
  'label',
  'member',
  'merge_group',
  'meta',
  'milestone',
  'package',
  'page_build',
  'ping',
  'project',
  'project_card',
  'project_column',
  'public',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'push',
  'registry_package',
  'release',
  'repository',
  'repository_advisory',
  'repository_import',
  'repository_ruleset',
  'repository_vulnerability_alert',
  'secret_scanning_alert',
  'secret_scanning_alert_location',
  'secret_scanning_scan',
  'security_and_analysis',
  'star',
  'status',
  'sub_issues',
  'team_add',
  'watch',
  'workflow_job',
  'workflow_run',
];

const ALLOWED = new Set(HOOK_EVENTS);

/** `*` is every event that there is for it. */
export const hasChosen = ({ events }: RepositoryHook, event: string): boolean =>
  events.includes(event) || (events.includes('*') && ALLOWED.has(event));
