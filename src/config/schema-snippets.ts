/**
 * What an editor offers to begin a file or a route with; `$1` is where the cursor goes first. Editors with the
 * yaml-language-server read them: https://code.visualstudio.com/docs/languages/json#_define-snippets-in-json-schemas
 */
export const FILE_SNIPPETS = [
  {
    label: 'spoke: notify a hub',
    description: 'This repository tells a hub when it changes.',
    body: { notify: [{ hub: '${1:acme/docs}', on: { push: { branches: ['${2:main}'] } } }] },
  },
  {
    label: 'hub: accept spokes',
    description: 'This repository is told by others, which say of what.',
    body: { accept: [{ from: '${1:acme/*}' }] },
  },
  {
    label: 'hub: subscribe to spokes',
    description: 'This repository is told by others, which need no file.',
    body: { subscribe: [{ from: ['${1:acme/*}'], on: { push: { branches: ['${2:main}'] } } }] },
  },
];

export const ROUTE_SNIPPETS = [
  {
    label: 'tell a hub',
    description: 'Sends a `repository_dispatch`.',
    body: { hub: '${1:acme/docs}', on: { push: { branches: ['${2:main}'] } } },
  },
  {
    label: 'start a workflow of a hub',
    description: 'Sends a `workflow_dispatch`.',
    body: { hub: '${1:acme/docs}', workflow: '${2:build.yml}', on: { release: { types: ['published'] } } },
  },
  {
    label: 'tell an endpoint',
    description: 'Sends an outgoing webhook that the operator has defined.',
    body: { endpoint: '${1:deploy-status}', on: { release: { types: ['published'] } } },
  },
];
