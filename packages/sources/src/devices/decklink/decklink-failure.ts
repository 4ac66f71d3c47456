import {
  busy,
  notBuilt,
  notFound,
  offline,
  wrongMode,
  type FailureSigns,
} from '../capture-failure';

/** How ffmpeg says what is wrong with a DeckLink device. */
export const DECKLINK_FAILURES: FailureSigns = {
  lost: /Input\/output error|No such device/,
  signs: [
    notBuilt('DeckLink'),
    notFound(
      /Could not create DeckLink iterator/,
      "cannot be opened without Blackmagic's driver. Install Desktop Video.",
    ),
    offline(
      /Cannot Autodetect input stream or No signal/,
      'gets no signal, or cannot tell which. Give its mode if there is a signal.',
    ),
    wrongMode(/Could not set format code|Raw Format .* not supported/),
    busy(
      /Cannot enable video input|Cannot start input stream|Could not open input device/,
      () => ', or has no input.',
    ),
    notFound(/No such device or address|Could not (?:find|open) '/),
  ],
};
