import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hears, readWorkflow } from '../../src/config/workflow.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Emitted } from '../../src/sandbox/emit.ts';
import { readMarkdown } from '../build/markdown.ts';
import { Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

interface Recipe {
  /** What happens, as the recipe tells it. */
  readonly happens: (sandbox: Sandbox) => Promise<Emitted>;
  readonly hub: string;
  /** Something of which it says that the hub is not told. */
  readonly isQuietOn?: (sandbox: Sandbox) => Promise<Emitted>;
}

const push =
  (spoke: string, path: string, message = 'Change it') =>
  (sandbox: Sandbox): Promise<Emitted> =>
    sandbox.push(spoke, { files: { modified: [path] }, message });

const RECIPES: Readonly<Record<string, Recipe>> = {
  'Docs hub that aggregates components': {
    hub: 'acme/docs-site',
    happens: push('acme/player', 'docs/intro.adoc'),
    isQuietOn: push('acme/player', 'src/player.ts'),
  },
  'Umbrella build': {
    hub: 'acme/umbrella',
    happens: push('acme/engine', 'src/a.c', 'Decode faster'),
    isQuietOn: (sandbox) => sandbox.push('acme/engine', { branch: 'topic' }),
  },
  'Release train': {
    hub: 'acme/train',
    happens: (sandbox) => sandbox.publishRelease('acme/brakes', { tag: 'v2.1.0' }),
    isQuietOn: (sandbox) => sandbox.publishRelease('acme/brakes', { tag: 'v2.2.0-rc1', prerelease: true }),
  },
  'Deploy gate': {
    hub: 'acme/deployments',
    happens: (sandbox) => sandbox.completeWorkflowRun('acme/shop', { name: 'Build', conclusion: 'success' }),
    isQuietOn: (sandbox) =>
      sandbox.completeWorkflowRun('acme/shop', { name: 'Build', conclusion: 'failure' }),
  },
  'Monorepo split': {
    hub: 'acme/api-mirror',
    happens: push('acme/monorepo', 'packages/api/index.ts'),
    isQuietOn: push('acme/monorepo', 'packages/api/index.test.ts'),
  },
  'Across organisations': {
    hub: 'acme/catalogue',
    happens: (sandbox) => sandbox.publishRelease('northwind/library', { tag: 'v1.0.0' }),
    isQuietOn: push('northwind/library', 'a.ts'),
  },
  'GitHub Enterprise Server': {
    hub: 'acme/handbook',
    happens: push('acme/handbook-hr', 'holidays.md'),
  },
};

/** Repositories that a recipe needs and that carry no file, and those that are not public. */
const WITHOUT_FILES = ['acme/engine', 'acme/codec', 'acme/wheels', 'acme/web-mirror'];
const PRIVATE = new Set(['northwind/library', 'acme/catalogue']);

const { blocks, sections } = (() => {
  const document = readMarkdown('docs/recipes.md');
  return { blocks: document.blocks, sections: document.headings };
})();

const blocksOf = (title: string): typeof blocks => {
  const at = sections.findIndex(({ text }) => text === title);
  const from = sections[at]?.line ?? Number.POSITIVE_INFINITY;
  const to = sections[at + 1]?.line ?? Number.POSITIVE_INFINITY;
  return blocks.filter(({ line }) => line > from && line < to);
};

const HEAD = /^# ([\w.-]+\/[\w.-]+): (\S+)\n/;

const prepare = (sandbox: Sandbox): void => {
  const files = new Map<string, Record<string, string>>(WITHOUT_FILES.map((name) => [name, {}]));
  for (const { text } of blocks) {
    const [, name, path] = HEAD.exec(text) ?? [];
    if (name === undefined || path === undefined) continue;
    files.set(name, { ...files.get(name), [path]: text });
  }
  // As its text says.
  files.set('acme/web-mirror', files.get('acme/api-mirror') ?? {});
  for (const [fullName, own] of files)
    sandbox.createRepository({
      fullName,
      visibility: PRIVATE.has(fullName) ? 'private' : 'public',
      ...(Object.keys(own).length > 0 && { files: own }),
    });
};

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ prepare, owners: ['acme', 'northwind'] });
});
afterAll(() => stage.close());

/** `…` stands for any text, and as a key for all that is there besides. */
const fits = (found: unknown, shown: unknown): void => {
  if (typeof shown !== 'object' || shown === null) {
    if (shown !== '…') expect(found).toEqual(shown);
    else expect(typeof found).toBe('string');
    return;
  }
  const expected = Object.entries(shown).filter(([key]) => key !== '…');
  const given = found as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(shown, '…'))
    expect(Object.keys(given).toSorted()).toEqual(expected.map(([key]) => key).toSorted());
  for (const [key, value] of expected) fits(given[key], value);
};

const bodiesTo = async (hub: string, { delivery }: Emitted): Promise<readonly unknown[]> => {
  const { notifications } = await stage.settled(delivery?.guid);
  expect(notifications.map((one) => one.hub)).toEqual(notifications.map(() => hub));
  const attempts = await Promise.all(notifications.map(({ id }) => stage.store.notifications.attempts(id)));
  expect(attempts.map((all) => all.length)).toEqual(attempts.map(() => 1));
  return attempts.map(([attempt]) => attempt?.request?.body);
};

describe('the recipes', () => {
  it('are those that are tried here', () => {
    expect(sections.filter(({ depth }) => depth === 2).map(({ text }) => text)).toEqual(Object.keys(RECIPES));
  });

  it.each(Object.entries(RECIPES))(
    '%s: the hub gets exactly what it says',
    async (title, { hub, happens, isQuietOn }) => {
      const shown = blocksOf(title)
        .find(({ language }) => language === 'json')!
        .text.replace(/^\s*…$/m, '"…": "…"');
      const bodies = await bodiesTo(hub, await happens(stage.sandbox));
      expect(bodies).toHaveLength(1);
      fits(bodies[0], JSON.parse(shown));
      if (isQuietOn) expect(await bodiesTo(hub, await isQuietOn(stage.sandbox))).toEqual([]);
    },
  );

  it.each(Object.keys(RECIPES))('%s: the hub has a workflow that hears it', (title) => {
    const texts = blocksOf(title).map(({ text }) => text);
    const body = JSON.parse(
      blocksOf(title)
        .find(({ language }) => language === 'json')!
        .text.replace(/^\s*…$/m, '"…": "…"'),
    ) as { readonly event_type?: string; readonly inputs?: object };
    const workflows = texts.filter((text) => /^# \S+ \.github\/workflows\//.test(text)).map(readWorkflow);
    // GitHub Enterprise needs none of its own.
    if (workflows.length === 0) {
      expect(title).toBe('GitHub Enterprise Server');
      return;
    }
    for (const workflow of workflows) {
      if ('problem' in workflow) throw new Error(workflow.problem);
      if (body.event_type === undefined) expect(workflow.inputs).toBeDefined();
      else expect([hears(workflow, body.event_type), workflow.namesRelay]).toEqual([true, true]);
    }
  });

  it('shows the run of the deploy gate on the commit', async () => {
    const { delivery } = await stage.sandbox.completeWorkflowRun('acme/shop', {
      name: 'Build',
      conclusion: 'success',
    });
    await stage.settled(delivery?.guid);
    await until(() => {
      const names = stage.sandbox.repository('acme/shop').checkRuns.map(({ name }) => name);
      expect(names).toContain('Hub Relay: acme/deployments');
    });
  });
});
