/**
 * Whether a container is an MP4 or MOV file (ISO/IEC 14496-12).
 *
 * @param muxer - ffmpeg's name of the container.
 */
export function isMp4(muxer: string): boolean {
  return muxer === 'mp4' || muxer === 'mov';
}
