/** A workflow of the hub, by its file name or number, and the branch or tag on which it runs. */
export interface WorkflowTarget {
  readonly kind: 'workflow';
  readonly workflow: string;
  readonly ref: string;
}

/** `event` is GitHub's name of what happened. Where it `isBare`, it gets the fields of its template and nothing beside them. */
export interface EndpointTarget {
  readonly kind: 'endpoint';
  readonly endpoint: string;
  readonly event: string;
  readonly isBare: boolean;
}

/** How a notification leaves, where that is not as a repository_dispatch. */
export type Target = WorkflowTarget | EndpointTarget;
