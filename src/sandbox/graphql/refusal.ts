import { GraphQLError } from 'graphql';

/** An error as GitHub gives it in GraphQL: with a `type` beside the message. */
export class Refusal extends GraphQLError {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** What is written of an error: where it comes from and, of a refusal, its type. */
export const refusalPayload = ({
  message,
  path,
  locations,
  cause,
}: GraphQLError): Readonly<Record<string, unknown>> => ({
  ...(cause instanceof Refusal && { type: cause.type }),
  ...(path && { path }),
  ...(locations && { locations }),
  message,
});
