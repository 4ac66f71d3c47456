/** The names of what every source may be told, for `checkOptionNames`. */
export const SOURCE_OPTION_NAMES: readonly string[] = [
  'warmupFrames',
  'subFrame',
  'budget',
  'holdTimeoutMs',
  'signal',
  'name',
];
