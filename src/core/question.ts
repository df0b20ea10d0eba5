import { type Endpoint } from './endpoint.ts';
import { type Event } from './event.ts';
import { type Member } from './in-force.ts';
import { type Lineage } from './lineage.ts';
import { type Installation } from './repository.ts';
import { type Route } from './route.ts';
import { type Verdict } from './verdict.ts';

/** What the rules look at; of a spoke without the App, by which source it spoke. `hub` and `installation` are absent where the App is not installed on the hub. */
export interface Question {
  readonly event: Event;
  readonly route: Route;
  readonly spoke: Member;
  readonly source?: string;
  readonly hub?: Member;
  /** The one that the route names, where there is one. */
  readonly endpoint?: Endpoint;
  /** The hub's installation. */
  readonly installation?: Installation;
  readonly eventType: string;
  /** The App is installed where the event happened, but suspended: an event of before may come late. */
  readonly isSpokeSuspended: boolean;
  /** Login of the App's own bot ("hub-relay[bot]"), once it is known. */
  readonly botLogin?: string;
  readonly lineage: Lineage;
}

export type PolicyRule = (question: Question) => Verdict;
