import { type ApplicationFunction } from 'probot';

/** The Probot application that this package is: for Probot's adapters, and for `probot run hub-relay`. */
declare const hubRelay: ApplicationFunction;
export default hubRelay;
