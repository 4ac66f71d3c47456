/**
 * Frames that may wait where something is slow. A source's budget stops it long before; this bounds streams that have
 * none, and callers who do not await.
 */
export const MAX_WAITING = 1024;
