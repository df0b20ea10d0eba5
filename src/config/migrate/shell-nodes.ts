import {
  type ArithmeticFor,
  type Case,
  type CommandNode,
  type CompoundList,
  type Function as ShellFunction,
  type If,
  type Select,
  type Statement,
  type While,
  type AndOr,
  type Pipeline,
} from 'unbash';

/** Everything of bash that may hold commands. */
export type Node = CommandNode | Pipeline | AndOr | Statement | CompoundList;

/** Those whose commands run only sometimes, or nobody knows how often. */
export type Unsure = While | Case | Select | ArithmeticFor;

export type { If, ShellFunction };
