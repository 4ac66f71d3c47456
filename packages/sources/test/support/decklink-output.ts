/** What `ffmpeg -sources decklink` printed on real cards; publicly recorded by their users. */
export const SOURCES = {
  ffmpeg4: ['Auto-detected sources for decklink:', '  75:0a4aa32e:00000000 [Intensity Pro 4K]'],
  ffmpeg8: [
    'Auto-detected sources for decklink:',
    '  75:05326625:00000000 [DeckLink Duo 2 (1)] (video, audio)',
    '  75:05326625:00000001 [DeckLink Duo 2 (2)] (video, audio)',
  ],
} as const;

/** What `ffmpeg -f decklink -list_formats 1 -i 'DeckLink SDI (2)'` printed on a real card in 2020. */
export const FORMATS_2020: readonly string[] = [
  "[decklink @ 0x35ea240] Supported formats for 'DeckLink SDI (2)':",
  '\tformat_code\tdescription',
  '\tntsc\t\t720x486 at 30000/1001 fps (interlaced, lower field first)',
  '\tnt23\t\t720x486 at 24000/1001 fps',
  '\tpal \t\t720x576 at 25000/1000 fps (interlaced, upper field first)',
  '\t23ps\t\t1920x1080 at 24000/1001 fps',
  '\t24ps\t\t1920x1080 at 24000/1000 fps',
  '\tHp25\t\t1920x1080 at 25000/1000 fps',
  '\tHp29\t\t1920x1080 at 30000/1001 fps',
  '\tHp30\t\t1920x1080 at 30000/1000 fps',
  '\tHi50\t\t1920x1080 at 25000/1000 fps (interlaced, upper field first)',
  '\tHi59\t\t1920x1080 at 30000/1001 fps (interlaced, upper field first)',
  '\tHi60\t\t1920x1080 at 30000/1000 fps (interlaced, upper field first)',
  '\thp50\t\t1280x720 at 50000/1000 fps',
  '\thp59\t\t1280x720 at 60000/1001 fps',
  '\thp60\t\t1280x720 at 60000/1000 fps',
  'DeckLink SDI (2): Immediate exit requested',
];
