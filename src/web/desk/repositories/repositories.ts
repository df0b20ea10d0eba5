import { nameKey } from '../../../core/repository.ts';
import { type DeskApp, type DeskContext, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';
import { repositoryPath } from '../paths.ts';
import { notFoundPage } from '../problem-page.ts';
import { mayRead } from '../viewer.ts';
import { listRepositories } from './list.ts';
import { listPage } from './list-page.ts';
import { lookUp } from './look-up.ts';
import { repositoryPage } from './repository-page.ts';

export const addRepositories = (app: DeskApp, options: DeskOptions): void => {
  app.get('/repositories', async (context) => {
    const { viewer } = context.var;
    const { name = '', file, page = '1' } = context.req.query();
    const query = { name, onlyWrong: file === 'wrong', page: /^\d{1,6}$/.test(page) ? Number(page) : 1 };
    const content = listPage(await listRepositories(query, viewer, options));
    return context.html(layout({ title: 'Repositories', viewer, section: '/repositories', content }));
  });

  app.get('/repositories/:owner/:name', (context) =>
    show(context, `${context.req.param('owner')}/${context.req.param('name')}`, options),
  );
};

const show = async (context: DeskContext, asked: string, options: DeskOptions): Promise<Response> => {
  const { viewer } = context.var;
  const member = options.index.memberByName(asked);
  if (!member || !mayRead(viewer, member.repository.id)) return notFoundPage(context);
  const { fullName } = member.repository;
  // GitHub redirects from a name that it had, and so do we.
  if (nameKey(fullName) !== nameKey(asked)) return context.redirect(repositoryPath(fullName) ?? '/', 308);
  const content = repositoryPage(await lookUp(member, viewer, options));
  return context.html(layout({ title: fullName, viewer, section: '/repositories', content }));
};
