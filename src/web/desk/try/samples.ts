import { EVENT_NAMES, type EventName } from '../../../core/event.ts';
import { type JsonObject } from '../../../core/json.ts';
import { type Repository } from '../../../core/repository.ts';

/** As GitHub sends them, with the fields that people write rules about, and without those that nobody does. */

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const BEFORE = '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d';
const ADA = { login: 'ada', id: 1815, type: 'User' };
const URL_OF_SPOKE = 'https://github.com/acme/app';

const COMMIT = {
  id: SHA,
  message: 'Explain the new options',
  timestamp: '2026-11-23T19:27:15Z',
  url: `${URL_OF_SPOKE}/commit/${SHA}`,
  author: { name: 'Ada', email: 'ada@example.com', username: 'ada' },
  added: ['docs/options.md'],
  modified: ['README.md'],
  removed: [],
};

const EVENTS: Readonly<Record<EventName, JsonObject>> = {
  push: {
    ref: 'refs/heads/main',
    before: BEFORE,
    after: SHA,
    created: false,
    deleted: false,
    forced: false,
    compare: `${URL_OF_SPOKE}/compare/7fd1a60b01f9...6dcb09b5b578`,
    commits: [COMMIT],
    head_commit: COMMIT,
    pusher: { name: 'ada', email: 'ada@example.com' },
  },
  pull_request: {
    action: 'opened',
    number: 7,
    pull_request: {
      number: 7,
      state: 'open',
      title: 'Explain the new options',
      body: 'They had no words yet.',
      html_url: `${URL_OF_SPOKE}/pull/7`,
      draft: false,
      merged: false,
      user: ADA,
      labels: [{ name: 'documentation' }],
      head: { ref: 'options', sha: SHA, repo: { id: 4242, full_name: 'acme/app', fork: false } },
      base: { ref: 'main', sha: BEFORE, repo: { id: 4242, full_name: 'acme/app', fork: false } },
      changed_files: 2,
    },
  },
  issues: {
    action: 'opened',
    issue: {
      number: 12,
      state: 'open',
      title: 'The options are not explained',
      body: 'I looked in docs/.',
      html_url: `${URL_OF_SPOKE}/issues/12`,
      user: ADA,
      labels: [{ name: 'documentation' }],
    },
  },
  release: {
    action: 'published',
    release: {
      id: 99,
      tag_name: 'v1.2.0',
      target_commitish: 'main',
      name: 'Options',
      body: 'They are explained now.',
      draft: false,
      prerelease: false,
      html_url: `${URL_OF_SPOKE}/releases/tag/v1.2.0`,
      published_at: '2026-11-23T19:27:15Z',
      author: ADA,
    },
  },
  workflow_run: {
    action: 'completed',
    workflow: { id: 5, name: 'Build', path: '.github/workflows/build.yml' },
    workflow_run: {
      id: 3030,
      name: 'Build',
      path: '.github/workflows/build.yml',
      display_title: 'Explain the new options',
      run_number: 18,
      event: 'push',
      status: 'completed',
      conclusion: 'success',
      head_branch: 'main',
      head_sha: SHA,
      html_url: `${URL_OF_SPOKE}/actions/runs/3030`,
      actor: ADA,
      pull_requests: [],
    },
  },
};

const SPOKE: SampleSpoke = { id: 4242, fullName: 'acme/app', visibility: 'public', defaultBranch: 'main' };

type SampleSpoke = Pick<Repository, 'id' | 'fullName' | 'visibility' | 'defaultBranch'>;

/** The payload of a sample, as text. `spoke`: the repository that it is of. */
export const sampleOf = (name: EventName, spoke: SampleSpoke = SPOKE): string => {
  const { id, fullName, visibility, defaultBranch } = spoke;
  const [login = '', repository = ''] = fullName.split('/');
  return `${JSON.stringify(
    {
      ...EVENTS[name],
      repository: {
        id,
        name: repository,
        full_name: fullName,
        private: visibility !== 'public',
        visibility,
        default_branch: defaultBranch,
        html_url: `https://github.com/${fullName}`,
        owner: { login },
      },
      sender: ADA,
    },
    undefined,
    2,
  )}\n`;
};

export const SAMPLES = EVENT_NAMES;

/** The smallest files with which something happens. */
export const SPOKE_FILE = `notify:
  - hub: acme/docs
    on:
      push: { branches: [main], paths: ['docs/**'] }
      release: { types: [published] }
`;
export const HUB_FILE = `accept:
  - from: acme/*
`;
