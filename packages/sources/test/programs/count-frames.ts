// Counts the frames of a file; nothing but the source keeps it running.
import { openFile } from '@giftgrab/sources';

void openFile(process.argv[2] ?? '', { pace: 2 }).then((source) => {
  let frames = 0;
  source.subscribe({ next: () => (frames += 1), complete: () => console.log(`${frames} frames`) });
});
