// Reads a file over and over and says who decodes it; somebody ends it.
import { openFile } from '@giftgrab/sources';
import { childrenOf } from '../../../ffmpeg/test/support/traces';

void openFile(process.argv[2] ?? '', { pace: 'realtime', onEnd: 'loop' }).then((source) => {
  source.subscribe((frame) => {
    if (frame.index === 0) {
      console.log(JSON.stringify(childrenOf(process.pid).map(({ pid }) => pid)));
    }
  });
});
