/** Calls `act` at once, but not sooner than `rest` ms after the last time: then it is called once for all calls until then. */
export const inTurn = (
  rest: number,
  act: () => void,
): { readonly call: () => void; readonly stop: () => void } => {
  let timer: NodeJS.Timeout | undefined;
  let isCalled = false;
  const run = (): void => {
    isCalled = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isCalled) run();
    }, rest);
    act();
  };
  return {
    call: () => {
      isCalled = true;
      if (timer === undefined) run();
    },
    stop: () => clearTimeout(timer),
  };
};
