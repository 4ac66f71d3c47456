/**
 * Replaces `user:password@` in every URL of a text, so that no password reaches a log or a message.
 *
 * @param text - Anything that ffmpeg printed or was given.
 */
export function maskCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s]+@/gi, '$1***@');
}
