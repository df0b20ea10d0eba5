import { type Kysely } from 'kysely';
import { UNSENT } from '../core/lifecycle.ts';
import { type Outcomes } from '../core/reported.ts';
import { present } from './columns.ts';
import { type Tables } from './tables.ts';

/** The docstring of `Reports.outcomes` is its promise. */
export const outcomesOf = async (db: Kysely<Tables>, failure: string): Promise<Outcomes> => {
  const { delivered_at: deliveredAt } = await db
    .selectFrom('notifications')
    .select((row) => row.fn.max<number | null>('updated_at').as('delivered_at'))
    .where('failure', '=', failure)
    .where('state', '=', 'delivered')
    .executeTakeFirstOrThrow();
  const died = db
    .selectFrom('notifications')
    .where('failure', '=', failure)
    .where('state', '=', 'dead')
    .where('updated_at', '>', deliveredAt ?? -1);
  const { dead, first } = await died
    .select((row) => [
      row.fn.countAll<number>().as('dead'),
      row.fn.min<number | null>('updated_at').as('first'),
    ])
    .executeTakeFirstOrThrow();
  const last = await died
    .select(['id', 'updated_at', 'spoke_id', 'code', 'reason'])
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { waiting } = await db
    .selectFrom('notifications')
    .select((row) => row.fn.countAll<number>().as('waiting'))
    .where('failure', '=', failure)
    .where('state', 'in', UNSENT)
    .executeTakeFirstOrThrow();
  return {
    dead,
    waiting,
    ...present({ deliveredAt, firstDeadAt: first }),
    ...(last && {
      lastDead: {
        id: last.id,
        at: last.updated_at,
        spokeId: last.spoke_id,
        ...present({ code: last.code, reason: last.reason }),
      },
    }),
  };
};
