/** What an App can be granted; each but these read and write. @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
const PERMISSIONS: readonly string[] = [
  'actions administration artifact_metadata attestations checks code_quality codespaces contents',
  'custom_properties_for_organizations dependabot_secrets deployments discussions email_addresses environments followers',
  'git_ssh_keys gpg_keys interaction_limits issues members merge_queues metadata organization_administration',
  'organization_announcement_banners organization_copilot_agent_settings organization_copilot_seat_management',
  'organization_custom_org_roles organization_custom_properties organization_custom_roles organization_events',
  'organization_hooks organization_packages organization_personal_access_token_requests',
  'organization_personal_access_tokens organization_plan organization_projects organization_secrets',
  'organization_self_hosted_runners organization_user_blocking packages pages profile pull_requests',
  'repository_custom_properties repository_hooks repository_projects secret_scanning_alerts secrets security_events',
  'single_file starring statuses vulnerability_alerts workflows',
].flatMap((line) => line.split(' '));

const LEVELS: Readonly<Record<string, readonly string[]>> = {
  organization_events: ['read'],
  organization_plan: ['read'],
  profile: ['write'],
  workflows: ['write'],
  organization_custom_properties: ['read', 'write', 'admin'],
  organization_projects: ['read', 'write', 'admin'],
  repository_projects: ['read', 'write', 'admin'],
};

/** Undefined when there is no such permission. */
export const levelsOf = (permission: string): readonly string[] | undefined =>
  PERMISSIONS.includes(permission) ? (LEVELS[permission] ?? ['read', 'write']) : undefined;

/**
 * Which permission an App must ask for, any of them and to read at least, to be subscribed to an event.
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads
 */
export const EVENT_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  ...eachNeeds('contents', [
    'commit_comment',
    'create',
    'delete',
    'fork',
    'gollum',
    'push',
    'release',
    'repository_dispatch',
    'workflow_dispatch',
  ]),
  ...eachNeeds('actions', ['workflow_job', 'workflow_run']),
  ...eachNeeds('checks', ['check_run', 'check_suite']),
  ...eachNeeds('deployments', ['deployment', 'deployment_status']),
  ...eachNeeds('discussions', ['discussion', 'discussion_comment']),
  ...eachNeeds('members', ['member', 'membership', 'organization', 'team', 'team_add']),
  ...eachNeeds('metadata', ['label', 'meta', 'public', 'repository', 'star', 'watch']),
  ...eachNeeds('pull_requests', [
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment',
    'pull_request_review_thread',
  ]),
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  milestone: ['issues', 'pull_requests'],
  merge_group: ['merge_queues'],
  page_build: ['pages'],
  status: ['statuses'],
};

function eachNeeds(
  permission: string,
  events: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(events.map((event) => [event, [permission]]));
}
