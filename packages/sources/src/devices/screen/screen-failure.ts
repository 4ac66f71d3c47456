import { notBuilt, notFound, wrongMode, type FailureSigns } from '../capture-failure';

// The embedded ffmpeg crashes where there is no X server, or none any more.
const CRASH = 'was ended by SIGSEGV';

/** How ffmpeg says what is wrong with an X11 screen. */
export const SCREEN_FAILURES: FailureSigns = {
  lost: new RegExp(
    `Failed to query xcb pointer|Cannot get the image data|external library|${CRASH}`,
  ),
  signs: [
    notFound(
      new RegExp(`Cannot open display|${CRASH}`),
      'cannot be opened. Is there an X server, and may you use it (DISPLAY, XAUTHORITY)?',
    ),
    notBuilt('x11grab'),
    wrongMode(/outside the screen size/),
  ],
};
