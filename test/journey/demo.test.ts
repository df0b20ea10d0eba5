import { describe, expect, it } from 'vitest';
import { demo } from '../../src/cli/demo.ts';
import { runRelay } from '../build/process.ts';

describe('hub-relay demo', () => {
  it('shows the main job without an account, and exits 0', async () => {
    const { code, text } = await runRelay(['demo']);
    expect(text).toMatch(/All 8 steps went as they should/);
    expect(code).toBe(0);
    expect(text).toContain('acme/docs received:');
    expect(text).toContain('✗ policy.accept: acme/docs has no accept entry for stranger/tool');
    expect(text).toContain('attempt 1:');
    for (const name of ['push', 'pull_request', 'issues', 'release', 'workflow_run'])
      expect(text).toMatch(new RegExp(`^ {3}${name}, .*got 200`, 'm'));
  });

  it('exits with another code when a step differs from what it should be', async () => {
    const errors: string[] = [];
    const terminal = { out: () => undefined, err: (text: string) => void errors.push(text) };
    const wrong = {
      title: 'nothing happens',
      happens: () => Promise.resolve(undefined),
      expected: ['delivered'],
    };
    expect(await demo(terminal, [wrong])).toBe(1);
    expect(errors.join()).toContain('1: GitHub delivered no webhook');
  });
});
