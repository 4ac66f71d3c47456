import { checkBoolean, checkOneOf, checkOptionNames, type PackedLayout } from '@giftgrab/core';

/** How stereo video lies in a stream of frames with one view; `'frame-sequential'`: left and right take turns. */
export type PackedVideo = PackedLayout | 'frame-sequential';

/** Which eye is which. */
export interface SwapOption {
  /** Whether the right eye comes first. @defaultValue false */
  readonly swapped?: boolean;
}

/** How the views lie in packed video. */
export interface PackedVideoOptions extends SwapOption {
  /** Where the views lie. */
  readonly layout: PackedVideo;
}

const LAYOUTS: readonly PackedVideo[] = ['side-by-side', 'top-bottom', 'frame-sequential'];

/** Checks how the views lie. */
export function checkPackedVideo(call: string, options: PackedVideoOptions): void {
  checkOptionNames(call, options, ['layout', 'swapped']);
  checkOneOf('layout', options.layout, LAYOUTS);
  checkSwapped(options);
}

/** Checks which eye is which. */
export function checkSwapped({ swapped }: SwapOption): void {
  if (swapped !== undefined) checkBoolean('swapped', swapped);
}
