import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { Codec } from '@giftgrab/targets';
import { isGiftGrabError } from '@giftgrab/core';
import { addBenchCommand } from './bench/bench-command';
import { completionCommand, SHELLS, type Shell } from './completion-command';
import { devicesCommand, type DevicesFlags } from './devices-command';
import { doctorCommand, type DoctorFlags } from './doctor-command';
import { filtersCommand, type FiltersFlags } from './filters-command';
import { colourOption } from './filter-colour';
import { bits, collect, number } from './flag-values';
import { pluginOption } from './plugin-flag';
import { probeCommand, type ProbeFlags } from './probe-command';
import { recordCommand, type RecordFlags } from './record-command';
import { repairCommand, type RepairFlags } from './repair-command';
import { transcodeCommand, type TranscodeFlags } from './transcode-command';
import { addViewCommand } from './view-command';

/**
 * Runs the `giftgrab` command.
 *
 * @param args - Its arguments, without the program's name.
 * @returns The exit code: 0 when all went well, 1 when not, 2 when a configuration is wrong, 130 after Ctrl-C.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = newProgram((result) => (code = result));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed its own errors, and help and version are none.
    if (error instanceof CommanderError) return error.exitCode;
    console.error(`giftgrab: ${textOf(error)}`);
    return 1;
  }
}

function newProgram(setCode: (code: number) => void): Command {
  const program = new Command('giftgrab')
    .description('Acquire, process and encode video.')
    .version(version(), '-V, --version', 'which giftgrab this is')
    .exitOverride()
    .showHelpAfterError('(giftgrab --help says more)');
  program
    .command('transcode <in> <out>')
    .description('Read a video, pass its frames through filters, and encode the result.')
    .addOption(
      new Option(
        '--codec <name>',
        'codec; by default the one that the extension of <out> suggests',
      ).choices(Object.values(Codec)),
    )
    .addOption(colourOption())
    .option(
      '--filter <filter|file>',
      'filter, may be given several times: name(option=value, …), see "giftgrab filters"; or a JavaScript file that exports "filter"',
      collect,
      [],
    )
    .addOption(pluginOption())
    .option('--preset <name>', 'effort for small files, ultrafast to placebo')
    .option('--crf <number>', 'quality; smaller is better', number)
    .option('--bitrate <bits/s>', 'bits per second, for example 5M', bits)
    .option('--gop <frames>', 'frames from one key frame to the next', number)
    .option('--encoder <name>', "ffmpeg's name of the encoder")
    .option('--frame-rate <fps>', 'frames per second; by default those of <in>', number)
    .addOption(
      new Option(
        '--timing <how>',
        'keep each frame at its own time, or make the rate constant',
      ).choices(['timestamps', 'constant']),
    )
    .addOption(
      new Option('--odd-size <how>', 'what to do when the encoder cannot take the size').choices([
        'pad',
        'crop',
        'scale',
        'error',
      ]),
    )
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .option('-y, --overwrite', 'replace <out> if it exists')
    .option('--json', 'the report as a line of JSON')
    .addHelpText(
      'after',
      "\nExamples:\n  giftgrab transcode in.mp4 out.webm --preset fast\n  giftgrab transcode in.mp4 out.mp4 --filter 'gaussian(sigma=[5,15])' --filter 'crop(x=0, y=0, width=640, height=360)'\n  giftgrab transcode in.mp4 out.mp4 --filter 'rotate90 | drawText(text=\"Theatre 3\")' --filter ./my-filter.js",
    )
    .action(async (from: string, to: string, flags: TranscodeFlags) => {
      setCode(await transcodeCommand(from, to, flags));
    });
  program
    .command('filters [name]')
    .description(
      'List the filters, or describe one: its options, and how it is written in a shell.',
    )
    .addOption(pluginOption())
    .option('--json', 'for programs to read')
    .addHelpText('after', '\nExamples:\n  giftgrab filters\n  giftgrab filters gaussian')
    .action(async (name: string | undefined, flags: FiltersFlags) => {
      await filtersCommand(name, flags);
    });
  program
    .command('probe <file>')
    .description('Say what a video file holds.')
    .option('--json', 'for programs to read')
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .addHelpText('after', '\nExamples:\n  giftgrab probe in.mp4\n  giftgrab probe in.mp4 --json')
    .action(async (file: string, flags: ProbeFlags) => {
      await probeCommand(file, flags);
    });
  program
    .command('repair <file|folder...>')
    .description(
      'Finish recordings that were left unfinished, because the program or the machine died.',
    )
    .option('--list', 'only say which there are')
    .option('--json', 'for programs to read')
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .addHelpText(
      'after',
      '\nExamples:\n  giftgrab repair --list recordings/\n  giftgrab repair theatre.recording.mp4',
    )
    .action(async (places: readonly string[], flags: RepairFlags) => {
      setCode(await repairCommand(places, flags));
    });
  program
    .command('devices')
    .description('List cameras, frame grabbers and screens, and what they can deliver.')
    .option('--json', 'for programs to read')
    .addHelpText('after', '\nExamples:\n  giftgrab devices\n  giftgrab devices --json')
    .action(async (flags: DevicesFlags) => {
      await devicesCommand(flags);
    });
  program
    .command('doctor')
    .description('Say what works on this machine, and what to install for the rest.')
    .option('--json', 'for programs to read')
    .option('--ffmpeg <path>', 'the ffmpeg to look at')
    .addHelpText('after', '\nExamples:\n  giftgrab doctor\n  giftgrab doctor --json')
    .action(async (flags: DoctorFlags) => {
      setCode(await doctorCommand(flags));
    });
  program
    .command('record [config]')
    .description(
      'Record what a configuration in YAML or JSON says: a source, a file, how long; or several at the same time. ' +
        'Ctrl-C ends it, and the files are finished.',
    )
    .option('--check', 'only look for mistakes in the configuration')
    .option('--schema', 'print the JSON Schema of configurations, for editors')
    .option('--seconds <number>', 'how long, whatever the configuration says', number)
    .addOption(pluginOption())
    .option('--json', 'events, progress and the report as lines of JSON')
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .addHelpText('after', RECORD_HELP)
    .action(async (config: string | undefined, flags: RecordFlags) => {
      setCode(await recordCommand(config, flags));
    });
  addViewCommand(program, setCode);
  addBenchCommand(program, setCode);
  program
    .command('completion')
    .description('Print a script with which a shell completes commands, flags, codecs and filters.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(giftgrab completion bash)\n  giftgrab completion zsh > giftgrab-completion.zsh',
    )
    .action((shell: Shell) => {
      completionCommand(shell, program);
    });
  return program;
}

function version(): string {
  const path = join(__dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

const RECORD_HELP = `
Example: theatre.yaml
  source:
    url: rtsp://user:password@192.0.2.7/stream1
  recorder:
    path: theatre-{date}-{time}.mp4
    codec: HEVC
    rotate: { seconds: 600 }
  seconds: 3600

  giftgrab record theatre.yaml --check
  giftgrab record theatre.yaml --json > theatre.jsonl

Exit codes: 0 recorded, 1 failed, 2 wrong configuration, 130 stopped before its end.`;

/** A user's mistake is told in one line; anything else is a defect, and its stack helps to mend it. */
function textOf(error: unknown): string {
  if (isGiftGrabError(error)) {
    return error.message
      .replace('pass { overwrite: true }', 'add --overwrite')
      .replaceAll('\n', ' ');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
