import { setFlagsFromString } from 'node:v8';

/**
 * The parser of HTTP answers below `fetch` is WebAssembly. After some ten requests V8's optimizing compiler would take its
 * one big function: 0.3 s of CPU and 23 MB, of which 10 MB stay with the process. What its first compiler makes of it
 * does as well for what a relay asks. Read when such a module is compiled, so before the first request.
 */
export const keepBaselineWasm = (): void => {
  setFlagsFromString('--no-wasm-dynamic-tiering');
  // Without it the first flag means that everything is optimized at once.
  setFlagsFromString('--no-wasm-tier-up');
};
