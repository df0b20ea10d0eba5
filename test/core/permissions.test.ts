import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  grants,
  lackingPermissions,
  mayDispatch,
  mayWrite,
  NEEDED_PERMISSIONS,
} from '../../src/core/permissions.ts';
import { anInstallation } from '../build/samples.ts';

describe('the permissions of an installation', () => {
  it('that we need are those that app.yml asks for', () => {
    const { default_permissions: asked } = parse(readFileSync('app.yml', 'utf8')) as {
      readonly default_permissions: Readonly<Record<string, string>>;
    };
    expect(NEEDED_PERMISSIONS).toEqual(asked);
  });

  it('are lacking by name, with what needs them', () => {
    const { permissions } = anInstallation();
    expect(lackingPermissions({ permissions })).toEqual([]);
    expect(lackingPermissions({ permissions: { ...permissions, contents: 'admin' } })).toEqual([]);
    expect(
      lackingPermissions({ permissions: { metadata: 'read', contents: 'read', actions: 'read' } }),
    ).toEqual([
      'contents: write, to read config files, hear of pushes and releases, and dispatch',
      'pull_requests: read, to hear of pull requests and read their changed files',
      'issues: write, to hear of issues, and to open one where a route says on-failure: issue',
      'actions: write, to hear of workflow runs, and to start a workflow where a route names one',
      'checks: write, to check config files, and to show a commit how its hubs were told',
    ]);
  });

  it('let us report where they say write', () => {
    expect(mayWrite({ permissions: { checks: 'write' } }, 'checks')).toBe(true);
    expect(mayWrite({ permissions: { checks: 'read' } }, 'checks')).toBe(false);
    expect(mayWrite({ permissions: { checks: 'write' } }, 'issues')).toBe(false);
  });

  it('let us start workflows where they say write', () => {
    expect(grants({ permissions: { actions: 'write' } }, 'actions', 'write')).toBe(true);
    expect(grants({ permissions: { actions: 'read', contents: 'write' } }, 'actions', 'write')).toBe(false);
  });

  it.each([
    ['admin', true],
    ['write', true],
    ['read', false],
    [undefined, false],
  ])('contents: %s lets us dispatch: %s', (contents, may) => {
    expect(mayDispatch({ permissions: contents === undefined ? {} : { contents } })).toBe(may);
  });
});
