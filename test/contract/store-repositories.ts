import { describe, expect, it } from 'vitest';
import { type Installation, type Repository } from '../../src/core/repository.ts';
import { type ConfigFile, type RepositoryRecord } from '../../src/flow/ports.ts';
import { type GetStore } from './store-contract.ts';
import { newNotification, planned } from './store-samples.ts';

const installation: Installation = {
  id: 7,
  account: 'acme',
  suspended: false,
  permissions: { contents: 'write', metadata: 'read' },
};

const record = (
  changes: Partial<Repository>,
  config: ConfigFile = { state: 'missing' },
): RepositoryRecord => ({
  repository: {
    id: 70,
    fullName: 'acme/spoke',
    installationId: 7,
    visibility: 'private',
    archived: false,
    defaultBranch: 'main',
    ...changes,
  },
  config,
});

export const describeRepositories = (store: GetStore): void => {
  describe('repositories', () => {
    it('gives back an installation as it was saved last', async () => {
      await store().repositories.saveInstallation(installation);
      const changed = { ...installation, suspended: true, permissions: {} };
      await store().repositories.saveInstallation(changed);
      expect(await store().repositories.installations()).toStrictEqual([changed]);
    });

    it('gives back a repository and its file as they were saved last', async () => {
      const formerNames = ['acme/older', 'acme/old'];
      const full: ConfigFile = { state: 'unreadable', text: 'notify: []', etag: '"1"', problem: '403' };
      await store().repositories.save(record({ formerNames }, full));
      expect(await store().repositories.all()).toStrictEqual([record({ formerNames }, full)]);
      const renamed = record({ fullName: 'acme/new', archived: true, visibility: 'internal' });
      await store().repositories.save(renamed);
      expect(await store().repositories.all()).toStrictEqual([renamed]);
    });

    it('gives back for which push a file was read, and nothing where that is not sure', async () => {
      const read = { ...record({}), stamp: 'main 1764000000000' };
      await store().repositories.save(read);
      expect(await store().repositories.find(70)).toStrictEqual(read);
      await store().repositories.save(record({}));
      expect(await store().repositories.find(70)).toStrictEqual(record({}));
    });

    it('saves many at once, each new or changed in everything', async () => {
      await store().repositories.save();
      await store().repositories.save(record({ id: 71, formerNames: ['acme/old'] }));
      const many = Array.from({ length: 100 }, (_, place) => ({
        ...record(
          {
            id: 70 + place,
            fullName: `acme/${place}`,
            installationId: 8,
            archived: true,
            visibility: 'internal',
          },
          { state: 'unreadable', text: `# ${place}`, etag: '"2"', problem: '403' },
        ),
        stamp: `next ${place}`,
      }));
      many[1] = {
        ...many[1]!,
        repository: { ...many[1]!.repository, defaultBranch: 'next', formerNames: ['acme/older'] },
      };
      await store().repositories.save(...many);
      expect(await store().repositories.all()).toStrictEqual(many);
    });

    it('keeps what a file says beside its text, as long as that is its text', async () => {
      const { repositories } = store();
      const file: ConfigFile = { state: 'read', text: 'notify: []' };
      const reading = { by: '1', shelved: '{"notify":[]}' };
      const wrong = { by: '1', shelved: '{}', note: 'it is wrong' };
      await repositories.save(
        { ...record({ id: 70 }, file), reading },
        record({ id: 71 }, file),
        record({ id: 72 }),
        { ...record({ id: 73 }, file), stamp: 'main 1', reading: wrong },
      );
      const atRest = (id: number, rest: object) => ({ repository: record({ id }).repository, ...rest });
      const all = [
        atRest(70, { state: 'read', reading }),
        atRest(71, { state: 'read' }),
        atRest(72, { state: 'missing' }),
        atRest(73, { state: 'read', stamp: 'main 1', reading: wrong }),
      ];
      expect(await repositories.page(0, 9)).toStrictEqual(all);
      expect(await repositories.page(70, 2)).toStrictEqual(all.slice(1, 3));
      expect(await repositories.some([72, 70, 99])).toHaveLength(2);
      expect(await repositories.some([])).toEqual([]);
      await repositories.keepReadings([
        { id: 71, text: 'notify: []', reading },
        { id: 70, text: 'another text by now', reading: wrong },
      ]);
      expect(await repositories.page(0, 2)).toStrictEqual([all[0], atRest(71, { state: 'read', reading })]);
      await repositories.save(record({ id: 70 }, { state: 'read', text: 'accept: []' }));
      expect(await repositories.page(0, 1)).toStrictEqual([atRest(70, { state: 'read' })]);
    });

    it('takes a repository whose installation it does not know yet', async () => {
      await store().repositories.save(record({ installationId: 99 }));
      expect(await store().repositories.all()).toHaveLength(1);
    });

    it('lets a new repository have the name that another one gave up', async () => {
      await store().repositories.save(record({ id: 70 }));
      await store().repositories.save(record({ id: 71 }));
      expect(await store().repositories.all()).toHaveLength(2);
    });

    it('removes a repository, and only it', async () => {
      await store().repositories.save(record({ id: 70 }));
      await store().repositories.save(record({ id: 71 }));
      await store().repositories.remove(70);
      await store().repositories.remove(12_345);
      expect(await store().repositories.all()).toEqual([record({ id: 71 })]);
    });

    it('removes an installation with its repositories, and never what happened in them', async () => {
      await planned(store(), newNotification('n1'));
      await store().repositories.saveInstallation(installation);
      await store().repositories.saveInstallation({ ...installation, id: 8 });
      await store().repositories.save(record({ id: 70 }));
      await store().repositories.save(record({ id: 80, installationId: 8 }));
      await store().repositories.removeInstallation(7);
      expect(await store().repositories.installations()).toMatchObject([{ id: 8 }]);
      expect(await store().repositories.all()).toMatchObject([{ repository: { id: 80 } }]);
      expect(await store().events.find('e1')).toBeDefined();
      expect(await store().notifications.find('n1')).toBeDefined();
    });
  });
};
