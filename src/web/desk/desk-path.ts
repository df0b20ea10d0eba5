const SECTIONS = /^\/(?:(?:notifications|repositories|hubs|try|sign-in|sign-out|live|assets)(?=[/.]|$)|$)/;

/** Whether a request for this path (without its query) is the desk's to answer. */
export const isDeskPath = (path: string): boolean => SECTIONS.test(path);
