import { buildSchema } from 'graphql';

/** Of GitHub's schema what is in use, word for word. @see https://docs.github.com/graphql/reference */
export const SCHEMA = buildSchema(`
  type Query {
    nodes(ids: [ID!]!): [Node]!
    repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
  }

  interface Node {
    id: ID!
  }

  interface GitObject {
    id: ID!
    oid: GitObjectID!
  }

  type Repository implements Node {
    id: ID!
    object(expression: String): GitObject
  }

  type Commit implements GitObject & Node {
    id: ID!
    oid: GitObjectID!
  }

  type Blob implements GitObject & Node {
    byteSize: Int!
    id: ID!
    isBinary: Boolean
    isTruncated: Boolean!
    oid: GitObjectID!
    text: String
  }

  type Tree implements GitObject & Node {
    entries: [TreeEntry!]
    id: ID!
    oid: GitObjectID!
  }

  type TreeEntry {
    name: String!
    object: GitObject
    path: String
    type: String!
  }

  scalar GitObjectID
`);
