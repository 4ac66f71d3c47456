import { definePlugin, fromIterable, pluginSource, type VideoSource } from '@giftgrab/core';
import { CameraConnection, type CameraAddress } from './camera-connection';
import { CameraFrames } from './camera-frames';

const LAST_PORT = 65535;
const LONGEST_MS = 2 ** 31 - 1;

/** What giftgrab loads. */
export const plugin = definePlugin({
  name: 'tcp-camera',
  core: '^0.1.0',
  sources: {
    tcpCamera: pluginSource({
      description:
        "A camera that sends grey frames over TCP, in the protocol GGC1. Times and numbers are the camera's own: frames that it " +
        'could not send leave a gap.',
      options: {
        type: 'object',
        properties: {
          host: { type: 'string', default: '127.0.0.1', description: 'Name or number.' },
          port: { type: 'integer', minimum: 1, maximum: LAST_PORT, description: 'Port.' },
          frames: {
            type: 'integer',
            minimum: 1,
            description: 'Frames until it ends; without, it goes on.',
          },
          timeoutMs: {
            type: 'integer',
            minimum: 1,
            maximum: LONGEST_MS,
            default: 5000,
            description: 'Milliseconds of silence until it is given up.',
          },
        },
        required: ['port'],
      },
      isLive: true,
      create: ({ frames = Number.POSITIVE_INFINITY, ...address }, { signal }) =>
        openCamera(address, frames, signal),
    }),
  },
});

/** Opens the camera in a program: `const source = await tcpCamera({ port: 5000 })`. */
export const tcpCamera = plugin.sources.tcpCamera.create;

/** Asks the camera what its picture is, and hangs up: each run connects anew, and a source that nobody reads holds nothing. */
async function openCamera(
  address: CameraAddress,
  frames: number,
  signal: AbortSignal | undefined,
): Promise<VideoSource> {
  const connection = await CameraConnection.open(address, signal);
  connection.close();
  return fromIterable(() => new CameraFrames(address, frames), {
    ...connection.hello,
    colour: 'GRAY8',
    name: 'tcpCamera',
    ...(signal !== undefined && { signal }),
  });
}
