import { describe, expect, it } from 'vitest';
import { type Finding } from '../../src/core/config-report.ts';
import { readWorkflow } from '../../src/config/workflow.ts';
import { dispatchable, type WorkflowRule } from '../../src/flow/dispatchable.ts';

const BUILD = 'on: { workflow_dispatch: { inputs: { version: { required: true }, level: } } }';
const FILES = {
  'build.yml': BUILD,
  'push.yml': 'on: push',
  'plain.yml': 'on: workflow_dispatch',
  'broken.yml': '[',
};

const ask = (rule: Partial<WorkflowRule>): Finding =>
  dispatchable(
    Object.entries(FILES).map(([name, text]) => ({
      path: `.github/workflows/${name}`,
      workflow: readWorkflow(text),
    })),
    { defaultBranch: 'main' },
    { workflow: 'build.yml', inputs: { version: '1' }, ...rule },
  );

describe('whether a workflow of the hub can be started', () => {
  it.each<readonly [string, Partial<WorkflowRule>, boolean | undefined, RegExp]>([
    ['its inputs are right', {}, true, /^\.github\/workflows\/build\.yml can be started$/],
    ['it takes more', { inputs: { version: '1', level: '2' } }, true, /can be started$/],
    ['it is asked for on its branch', { ref: 'refs/heads/main' }, true, /can be started$/],
    ['it takes none', { workflow: 'plain.yml', inputs: {} }, true, /can be started$/],
    ['it is not there', { workflow: 'none.yml' }, false, /default branch has no workflow none\.yml$/],
    ['it is not started so', { workflow: 'push.yml' }, false, /push\.yml has no workflow_dispatch trigger$/],
    [
      'an input is unknown',
      { inputs: { versoin: '1' } },
      false,
      /not declare versoin; it declares version, level$/,
    ],
    ['it takes no input', { workflow: 'plain.yml' }, false, /not declare version; it declares no inputs$/],
    [
      'an input is missing',
      { inputs: { level: '1' } },
      false,
      /requires version; it declares version, level$/,
    ],
    ['it cannot be read', { workflow: 'broken.yml' }, undefined, /broken\.yml could not be read: 1:/],
    [
      'it runs elsewhere',
      { ref: 'v1', inputs: {} },
      undefined,
      /is there; what it is on v1 was not looked at/,
    ],
    ['it is not there at all', { workflow: 'none.yml', ref: 'v1' }, false, /no workflow none\.yml/],
    ['only its number is known', { workflow: '17' }, undefined, /^Workflow 17 is named by its number/],
  ])('is told where %s', (_, rule, isGood, text) => {
    const found = ask(rule);
    expect(found.isGood).toBe(isGood);
    expect(found.text).toMatch(text);
  });
});
