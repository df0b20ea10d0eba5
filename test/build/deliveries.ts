import { type HookDelivery } from '../../src/core/missed.ts';

/** A push that failed to arrive at the time 1,000; ids follow from the GUID unless given. */
export const aDelivery = (guid: string, changes: Partial<HookDelivery> = {}): HookDelivery => ({
  id: `${guid}-1`,
  guid,
  event: 'push',
  deliveredAt: 1_000,
  isRedelivery: false,
  isSuccess: false,
  statusCode: 503,
  ...changes,
});
