import type { FfmpegDevices } from '../ffmpeg-driver';
import { decklinkFormats, decklinkInput } from './decklink-arguments';
import { DECKLINK_FAILURES } from './decklink-failure';
import { decklinkSignal, parseDecklinkDevices, parseDecklinkModes } from './decklink-listing';

/** Blackmagic's DeckLink cards, read by an ffmpeg that was built with them. */
export const DECKLINK: FfmpegDevices = {
  kind: 'decklink',
  needs: 'DeckLink',
  colour: 'UYVY',
  listing: ['-sources', 'decklink'],
  parseDevices: ({ output }) =>
    parseDecklinkDevices(output)?.map(({ name, handle: path }, index) => {
      return { name, path, index, detectsMode: true };
    }),
  modesListing: ({ name }) => decklinkFormats(name),
  parseModes: parseDecklinkModes,
  input: ({ name }, mode) => decklinkInput(name, mode),
  failures: DECKLINK_FAILURES,
  signalIn: decklinkSignal,
};
