// Opens a file, subscribes to nothing and closes nothing: it has to end by itself.
import { openFile } from '@giftgrab/sources';

void openFile(process.argv[2] ?? '').then((source) => console.log(`${source.cols}x${source.rows}`));
