import { afterEach, beforeEach, describe } from 'vitest';
import { type Store } from '../../src/flow/ports.ts';
import { describeAudit } from './store-audit.ts';
import { describeEvents } from './store-events.ts';
import { describeDesk } from './store-desk.ts';
import { describeExpire } from './store-expire.ts';
import { describeNotifications } from './store-notifications.ts';
import { describeLanes } from './store-lanes.ts';
import { describeMarks } from './store-marks.ts';
import { describeLifecycle } from './store-lifecycle.ts';
import { describeOrder } from './store-order.ts';
import { describeCoalesce } from './store-coalesce.ts';
import { describeHubs } from './store-hubs.ts';
import { describeReplay } from './store-replay.ts';
import { describeReports } from './store-reports.ts';
import { describeRepositories } from './store-repositories.ts';
import { describeRuns } from './store-runs.ts';
import { describeSearch } from './store-search.ts';
import { describeTargets } from './store-targets.ts';
import { describeTold } from './store-told.ts';
import { describeTouched } from './store-touched.ts';

/** What every store must do, whatever it keeps its rows in. `open` gives an empty one; the suite closes it. */
export const storeContract = (name: string, open: () => Promise<Store>): void => {
  describe(`the store contract: ${name}`, () => {
    let opened: Store | undefined;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    });
    const store: GetStore = () => {
      if (opened === undefined) throw new Error('The store is opened before each test, not before.');
      return opened;
    };
    describeEvents(store);
    describeNotifications(store);
    describeLanes(store);
    describeOrder(store);
    describeCoalesce(store);
    describeHubs(store);
    describeReplay(store);
    describeExpire(store);
    describeRepositories(store);
    describeMarks(store);
    describeTold(store);
    describeReports(store);
    describeTouched(store);
    describeRuns(store);
    describeTargets(store);
    describeAudit(store);
    describeSearch(store);
    describeDesk(store);
    describeLifecycle(open);
  });
};

export type GetStore = () => Store;
