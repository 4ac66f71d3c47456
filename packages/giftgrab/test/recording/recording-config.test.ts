import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  loadRecordingConfig,
  parseRecordingConfig,
  RecordingConfigError,
  recordingJsonSchema,
} from '../../src/index';

const PATTERN = 'source: { testPattern: {} }';

/** The mistakes in a text, each as `line:column message`. */
function mistakesIn(text: string): readonly string[] {
  try {
    parseRecordingConfig(text);
    return [];
  } catch (error) {
    expect(error).to.be.instanceOf(RecordingConfigError);
    const { mistakes } = error as RecordingConfigError;
    return mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
}

describe('parseRecordingConfig', () => {
  it('reads a good configuration, with paths from its folder [TC40]', () => {
    const text = [
      'source:',
      '  file: in.mp4',
      'recorder:',
      '  path: out/theatre-{date}-{time}.mp4',
      '  frameRate: 30000/1001',
      'seconds: 5',
    ].join('\n');
    const { recordings } = parseRecordingConfig(text, { folder: '/studies' });
    expect(recordings).to.deep.equal([
      {
        name: 'theatre',
        source: { file: '/studies/in.mp4' },
        recorder: {
          path: '/studies/out/theatre-{date}-{time}.mp4',
          frameRate: '30000/1001',
        },
        seconds: 5,
      },
    ]);
  });

  it('reads JSON, indented by tabs too', () => {
    const config = { source: { testPattern: {} }, recorder: { path: 'a.mp4' } };
    const { recordings } = parseRecordingConfig(JSON.stringify(config, null, '\t'));
    expect(recordings[0]).to.deep.include({ name: 'a', source: config.source });
  });

  it('reads several recordings, and what they share by alias', () => {
    const { recordings } = parseRecordingConfig(
      [
        'recordings:',
        '  - source: &port { device: DVI2PCIeDuo_SDI, colour: I420 }',
        '    recorder: { path: all.mp4 }',
        '  - source: *port',
        '    name: middle',
        '    subFrame: { x: 426, y: 40, cols: 1064, rows: 1040 }',
        '    recorder: { path: part.mp4 }',
      ].join('\n'),
    );
    expect(recordings.map(({ name }) => name)).to.deep.equal(['all', 'middle']);
    expect(recordings[1]?.source).to.deep.equal(recordings[0]?.source);
  });

  const wrong: readonly (readonly [name: string, text: string, mistakes: readonly RegExp[]])[] = [
    [
      'brackets that do not close [TC40]',
      'frameRate: [ 28\npath: x\n',
      [/^2:1 .*must be .*end with a \]/],
    ],
    [
      'a text that is no section [TC40]',
      'port SDI\nframe_rate 28\n',
      [/^1:1 Expected a section with keys .*"port SDI/],
    ],
    ['nothing', '', [/^1:1 Expected a section with keys for the configuration/]],
    ['a key twice', 'seconds: 1\nseconds: 2\n', [/^2:1 Map keys must be unique/]],
    [
      'values that are not possible [TC40]',
      `${PATTERN}\nrecorder:\n  path: a.mp4\n  frameRate: 0\n  crf: good\nseconds: -1\n`,
      [
        /^4:14 Expected .*frames per second|a number above 0 for recorder\.frameRate but received 0/,
        /^5:8 Expected a number for recorder\.crf but received "good"/,
        /^6:10 Expected a number above 0 for seconds but received -1/,
      ],
    ],
    [
      'keys that are misspelt',
      `source: { url: 'rtsp://h/x', transprt: udp }\nrecorder: { path: a.mp4, preroll: {} }\nsecond: 1\n`,
      [
        /^1:30 There is no source\.transprt\. Did you mean source\.transport\?/,
        /^2:26 There is no recorder\.preroll\. Did you mean recorder\.preRoll\?/,
        /^3:1 There is no second\. Did you mean seconds\?/,
      ],
    ],
    [
      'keys in the wrong section',
      `${PATTERN}\nrecorder: { path: a.mp4 }\ncodec: HEVC\n`,
      [/^3:1 There is no codec\. It belongs into recorder\./],
    ],
    [
      'keys of GIFT-Grab',
      `port: SDI\nframe_rate: 28\n${PATTERN}\nrecorder: { path: a.mp4 }\n`,
      [/GIFT-Grab's port is source\.device\./, /GIFT-Grab's frame_rate is recorder\.frameRate\./],
    ],
    [
      'a name in the wrong case',
      `${PATTERN}\nrecorder: { path: a.mp4, codec: hevc }`,
      [/Did you mean "HEVC"\?/],
    ],
    [
      'missing keys',
      `${PATTERN}\nrecorder: {}`,
      [/^2:11 recorder\.path is missing; it is a text\./],
    ],
    [
      'two kinds of source',
      'source: { file: a, url: b }\nrecorder: { path: a.mp4 }',
      [/exactly one of the keys file, url/],
    ],
    [
      'a mistake in one of several',
      `recordings:\n  - ${PATTERN}\n    recorder: { path: a.mp4 }\n  - ${PATTERN}\n    recorder: { path: b.mp4, gop: 0.5 }\n`,
      [/^5:35 Expected a whole number for recordings\[1\]\.recorder\.gop but received 0\.5/],
    ],
    [
      'the same file twice',
      `recordings:\n  - ${PATTERN}\n    recorder: { path: a.mp4 }\n  - ${PATTERN}\n    recorder: { path: ./a.mp4 }\n`,
      [/^5:23 recordings\[1\]\.recorder\.path is that of another recording too/],
    ],
    [
      'a mistake in a choice',
      `source: { url: 'rtsp://h/x', reconnect: { attempt: 3 } }\nrecorder: { path: a.mp4 }`,
      [/^1:43 There is no source\.reconnect\.attempt\. Did you mean source\.reconnect\.attempts\?/],
    ],
  ];
  for (const [name, text, mistakes] of wrong) {
    it(`says ${name}, with the place`, () => {
      const found = mistakesIn(text);
      for (const mistake of mistakes) {
        expect(
          found.some((one) => mistake.test(one)),
          found.join('\n'),
        ).to.equal(true);
      }
    });
  }

  it('does not unfold aliases without end', () => {
    const levels = Array.from({ length: 9 }, (_, i) =>
      i === 0 ? 'l0: &l0 [x, x, x, x, x, x, x, x]' : `l${i}: &l${i} [${`*l${i - 1}, `.repeat(8)}]`,
    );
    expect(mistakesIn(levels.join('\n'))).to.match(/Excessive alias count/);
  });

  it('reads any text, or says what is wrong with it', () => {
    const word = fc.constantFrom(
      'source',
      'recorder',
      'recordings',
      'path',
      'a.mp4',
      '28',
      '*a',
      '&a',
      '~',
    );
    const text = fc.array(
      fc.oneof(word, fc.constantFrom(':', ' ', '\n', '- ', '{', '}', '[', ']', '\t')),
    );
    fc.assert(
      fc.property(text, (parts) => {
        for (const mistake of mistakesIn(parts.join(''))) {
          expect(mistake).to.match(/^\d+:\d+ \S[^\n]*$/);
        }
      }),
    );
  });
});

describe('loadRecordingConfig', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-config-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('starts from the folder of the file', () => {
    const path = join(folder, 'a.yaml');
    writeFileSync(path, `${PATTERN}\nrecorder: { path: out.mp4 }\n`);
    expect(loadRecordingConfig(path).recordings[0]?.recorder.path).to.equal(
      join(folder, 'out.mp4'),
    );
  });

  it('says that there is no such file [TC40]', () => {
    expect(() => loadRecordingConfig(join(folder, 'none.yaml')))
      .to.throw(/cannot be read: there is no such file/)
      .with.property('code', 'SOURCE_NOT_FOUND');
    expect(() => loadRecordingConfig(folder)).to.throw(/it is a directory/);
  });
});

describe('recordingJsonSchema', () => {
  it('is what the file of the package says: giftgrab record --schema > recording.schema.json', () => {
    const file = readFileSync(join(__dirname, '..', '..', 'recording.schema.json'), 'utf8');
    expect(JSON.parse(file)).to.deep.equal(recordingJsonSchema());
  });
});
