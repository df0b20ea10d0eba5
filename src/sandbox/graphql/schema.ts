import { buildSchema } from 'graphql';

/** Of GitHub's schema what is in use, word for word. @see https://docs.github.com/graphql/reference */
export const SCHEMA = buildSchema(`
  type Query {
    nodes(ids: [ID!]!): [Node]!
  }

  interface Node {
    id: ID!
  }

  interface GitObject {
    id: ID!
  }

  type Repository implements Node {
    id: ID!
    object(expression: String): GitObject
  }

  type Blob implements GitObject & Node {
    byteSize: Int!
    id: ID!
    text: String
  }

  type Tree implements GitObject & Node {
    id: ID!
  }
`);
