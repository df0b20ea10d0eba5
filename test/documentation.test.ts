// What takes no time of test/docs, so that it can be run by itself.
import './docs/blocks.test.ts';
import './docs/claims.test.ts';
import './docs/links.test.ts';
