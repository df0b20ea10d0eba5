import { afterEach, beforeEach, expect } from 'vitest';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { githubContract } from '../contract/openapi.ts';

export interface CheckedSandbox {
  readonly sandbox: Sandbox;
  /** Moves the sandbox's clock forward. */
  readonly advance: (ms: number) => void;
}

const contract = githubContract();

/** Requests that GitHub calls wrong were wrong on purpose in these tests; their answers must still be right. */
const problemsOf = (exchange: Exchange): readonly string[] =>
  exchange.status === 400 || exchange.status === 422
    ? contract.checkAnswer(exchange)
    : contract.check(exchange);

/** A fresh sandbox for each test, whose every exchange and webhook is held against GitHub's description. */
export const useCheckedSandbox = (options: SandboxOptions = {}): (() => CheckedSandbox) => {
  let current: CheckedSandbox | undefined;
  const problems: string[] = [];

  beforeEach(async () => {
    let offset = 0;
    problems.length = 0;
    const sandbox = await startSandbox({
      clock: () => Date.now() + offset,
      onExchange: (exchange) => problems.push(...problemsOf(exchange)),
      ...options,
    });
    current = { sandbox, advance: (ms) => void (offset += ms) };
  });

  afterEach(async () => {
    await current?.sandbox.stop();
    problems.push(...(current?.sandbox.deliveries ?? []).flatMap(contract.checkWebhook));
    expect([...new Set(problems)]).toEqual([]);
  });

  return () => {
    if (current === undefined) throw new Error('The sandbox starts with the test, not before.');
    return current;
  };
};
