import { html } from 'hono/html';
import { readJson } from '../../../config/read-json.ts';
import { isEventName } from '../../../core/event.ts';
import { isObject } from '../../../core/json.ts';
import { type DeskApp, type DeskContext, type DeskOptions } from '../desk-options.ts';
import { type Html, layout } from '../layout.ts';
import { type Viewer } from '../viewer.ts';
import { type Beginning, beginWithEvent, beginWithRepository } from './begin.ts';
import { resultOf } from './result.ts';
import { inTurn, runTrial } from './run-trial.ts';
import { sampleOf } from './samples.ts';
import { trialIn } from './share.ts';
import { shareSection } from './share-section.ts';
import { FIRST_TRIAL, readTrial, type Trial } from './trial.ts';
import { tryPage } from './try-page.ts';

export const addTry = (app: DeskApp, options: DeskOptions): void => {
  const takeTurn = inTurn();

  /** Endpoints are told only to who may know which there are. */
  const resultFor = async (trial: Trial, viewer: Viewer): Promise<Html> => {
    const { urls, index } = options;
    const { operator } = index;
    const outcome = await takeTurn(() => runTrial(trial, { urls, ...(viewer.isOperator && { operator }) }));
    if (!outcome)
      return html`<p class="notice bad" role="status">Too many are trying just now. Try it again.</p>`;
    return html`${resultOf(trial, outcome)} ${shareSection(trial)}`;
  };

  const show = async (context: DeskContext, { trial, notice }: Beginning): Promise<Response> => {
    const { viewer } = context.var;
    const result = await resultFor(trial, viewer);
    const content = tryPage({ trial, result, ...(notice !== undefined && { notice }) });
    return context.html(layout({ title: 'Try it', viewer, section: '/try', scripts: ['try'], content }));
  };

  app.get('/try', async (context) => {
    const { viewer } = context.var;
    const { event, repository } = context.req.query();
    if (event !== undefined) return show(context, await beginWithEvent(event, viewer, options));
    if (repository !== undefined)
      return show(context, await beginWithRepository(repository, viewer, options));
    return show(context, { trial: FIRST_TRIAL });
  });

  app.post('/try', async (context) => {
    const fields = await context.req.parseBody();
    const beginning = postedBeginning(fields);
    // The script replaces the result alone.
    return fields.part === 'result'
      ? context.html(await resultFor(beginning.trial, context.var.viewer))
      : show(context, beginning);
  });
};

const postedBeginning = (fields: Readonly<Record<string, unknown>>): Beginning => {
  if (typeof fields.code === 'string') {
    const trial = trialIn(fields.code);
    return trial
      ? { trial }
      : {
          trial: FIRST_TRIAL,
          notice: 'The link holds no trial: it was cut or changed on its way. Ask for it again.',
        };
  }
  const trial = readTrial(fields);
  if (typeof fields.sample === 'string' && isEventName(fields.sample))
    return { trial: { ...trial, payload: sampleOf(fields.sample) } };
  return { trial: fields.then === 'shorten' ? withoutCommits(trial) : trial };
};

const withoutCommits = (trial: Trial): Trial => {
  const read = readJson(trial.payload);
  return 'value' in read && isObject(read.value)
    ? { ...trial, payload: `${JSON.stringify({ ...read.value, commits: [] }, undefined, 2)}\n` }
    : trial;
};
