import { type Declared } from '../core/in-force.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type Budget, createBudget } from './budget.ts';
import { type GitHub } from './github-ports.ts';
import { createHistory, type HistoryOptions } from './history.ts';
import { createListening, type Listening } from './listening.ts';

export interface InquiryOptions extends HistoryOptions {
  readonly github: Pick<GitHub, 'workflowFiles'>;
}

/** What the routes of one file are asked with: the index as it would be if that were in force. */
export interface Inquiry {
  readonly index: RouteIndex;
  readonly listening: Listening;
  readonly history: ReturnType<typeof createHistory>;
  readonly budget: Budget;
}

/** How long its routes, its hubs' workflows and its events may each keep us from everybody's work; milliseconds. */
const TIME = 1_000;

export const createInquiry = (proposed: Declared, options: InquiryOptions): Inquiry => {
  const index = options.index.with(proposed);
  return {
    index,
    listening: createListening(options.github, createBudget(options.clock, TIME)),
    history: createHistory({ ...options, index }),
    budget: createBudget(options.clock, TIME),
  };
};
