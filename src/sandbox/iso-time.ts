/** Milliseconds as GitHub writes times: `2026-11-23T10:00:00Z`, without the fraction. */
export const isoTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
