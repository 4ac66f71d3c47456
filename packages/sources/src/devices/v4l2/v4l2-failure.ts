import { busy, denied, notBuilt, notFound, wrongMode, type FailureSigns } from '../capture-failure';
import { deniedText } from './v4l2-access';

/** How ffmpeg says what is wrong with a V4L2 device. */
export const V4L2_FAILURES: FailureSigns = {
  lost: /No such device|Input\/output error/,
  signs: [
    busy(/Device or resource busy/, ({ path = '' }) => `; "fuser -v ${path}" tells which.`),
    denied(/Permission denied|Operation not permitted/, ({ path = '' }) => deniedText(path)),
    notFound(/No such file or directory|No such device/),
    notFound(/Not a video capture device|Inappropriate ioctl/, 'is none that captures video.'),
    notBuilt('V4L2'),
    wrongMode(/Cannot find a proper format|VIDIOC_S_(FMT|PARM)|Invalid argument/),
  ],
};
