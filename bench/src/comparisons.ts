import { clip1080, outputPath } from './clips';
import type { Contestant } from './run-contestant';

/** One piece of work, ours and the peers'. */
export interface Comparison {
  /** What `npm run bench -- NAME` calls it. */
  readonly name: string;
  /** What is done. */
  readonly work: string;
  /** Ours. */
  readonly ours: Contestant;
  /** Against whom, and how many times as fast ours shall be. */
  readonly peers: readonly { readonly contestant: Contestant; readonly reach: number }[];
}

const node = (name: string, ...args: readonly string[]): Contestant => ({
  name,
  kind: 'node',
  args,
});
const python = (name: string, ...args: readonly string[]): Contestant => ({
  name,
  kind: 'python',
  args,
});

const I420_BYTES = (1920 * 1080 * 3) / 2;
const UYVY_BYTES = 1920 * 1080 * 2;

/**
 * The comparisons by frames per second.
 *
 * @param frames - Length of the clip that is decoded; half of it, and a third, are transcoded.
 */
export async function comparisons(frames: number): Promise<readonly Comparison[]> {
  const clip = await clip1080(frames);
  const short = await clip1080(Math.ceil(frames / 2));
  const shorter = await clip1080(Math.ceil(frames / 3));
  const ours264 = outputPath('ours-x264.mp4');
  const ours265 = outputPath('ours-x265.mp4');
  const toNull = ['-i', clip, '-map', '0:v', '-f', 'null', '-'];
  const direct = (from: string, encoder: string): readonly string[] => [
    ...['-i', from, '-map', '0:v', '-c:v', encoder, '-preset', 'ultrafast', '-crf', '23'],
    outputPath(`ffmpeg-${encoder}.mp4`),
  ];
  return [
    {
      name: 'decode-i420',
      work: 'decode 1080p H.264 to a counting observer, I420',
      ours: node('giftgrab', 'decode-ours', clip, 'I420'),
      peers: [
        {
          contestant: node('ffmpeg -f null', 'ffmpeg-alone', String(frames), ...toNull),
          reach: 0.8,
        },
        { contestant: python('PyAV to_ndarray', 'pyav-decode', clip, 'yuv420p'), reach: 0.95 },
        { contestant: python('OpenCV read', 'opencv-decode', clip), reach: 1.05 },
      ],
    },
    {
      name: 'decode-bgra',
      work: 'decode 1080p H.264 to a counting observer, BGRA',
      ours: node('giftgrab', 'decode-ours', clip, 'BGRA'),
      peers: [
        { contestant: python("PyAV to_ndarray('bgra')", 'pyav-decode', clip, 'bgra'), reach: 1.1 },
        { contestant: python('OpenCV read', 'opencv-decode', clip), reach: 1 },
      ],
    },
    {
      name: 'decode-uyvy',
      work: 'decode 1080p H.264 to a counting observer, UYVY',
      ours: node('giftgrab', 'decode-ours', clip, 'UYVY'),
      peers: [
        {
          contestant: node(
            'ffmpeg converts, piped',
            'decode-piped',
            clip,
            'uyvy422',
            String(UYVY_BYTES),
          ),
          reach: 2.7,
        },
      ],
    },
    {
      name: 'transcode-x264',
      work: 'transcode 1080p, identity filter, x264 ultrafast',
      ours: node('giftgrab', 'transcode-ours', short, ours264, 'H264', 'libx264'),
      peers: [
        {
          contestant: node(
            'ffmpeg alone',
            'ffmpeg-alone',
            String(Math.ceil(frames / 2)),
            ...direct(short, 'libx264'),
          ),
          reach: 0.85,
        },
        {
          contestant: python(
            'PyAV, through ndarray',
            'pyav-transcode',
            short,
            outputPath('pyav.mp4'),
          ),
          reach: 1.1,
        },
      ],
    },
    {
      name: 'transcode-x265',
      work: 'transcode 1080p, identity filter, x265 ultrafast',
      ours: node('giftgrab', 'transcode-ours', shorter, ours265, 'HEVC', 'libx265'),
      peers: [
        {
          contestant: node(
            'ffmpeg alone',
            'ffmpeg-alone',
            String(Math.ceil(frames / 3)),
            ...direct(shorter, 'libx265'),
          ),
          reach: 0.95,
        },
      ],
    },
    {
      name: 'gaussian-file',
      work: 'decode 1080p to BGRA, gaussianFilter({ sigma: [5, 15, 0] }), x264 ultrafast',
      ours: node('giftgrab', 'gaussian-ours', short, outputPath('ours-gaussian.mp4')),
      peers: [
        {
          contestant: python(
            'PyAV + SciPy, 24 frames',
            'pyav-scipy-gaussian',
            ...[short, outputPath('pyav-scipy.mp4'), '24'],
          ),
          reach: 20,
        },
        {
          contestant: python(
            'PyAV + OpenCV, 96 frames',
            'pyav-opencv-gaussian',
            ...[short, outputPath('pyav-opencv.mp4'), '96'],
          ),
          reach: 3,
        },
      ],
    },
    {
      name: 'first-frame',
      work: 'from opening a 1080p file to its first frame',
      ours: node('giftgrab', 'first-frame-ours', clip),
      peers: [
        {
          contestant: node(
            "ffmpeg's own first frame",
            'first-frame-ffmpeg',
            clip,
            String(I420_BYTES),
          ),
          // Not slower than 1.2 times ffmpeg.
          reach: 1 / 1.2,
        },
      ],
    },
  ];
}
