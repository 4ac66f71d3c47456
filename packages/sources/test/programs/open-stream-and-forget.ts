// Opens a stream, subscribes to nothing and closes nothing: it has to end by itself.
import { openStream } from '@giftgrab/sources';

void openStream(process.argv[2] ?? '').then((source) =>
  console.log(`${source.cols}x${source.rows}`),
);
