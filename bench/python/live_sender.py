"""An RTSP server on the loopback, 720p30 H.264 with a keyframe each second.

live_sender.py live PORT             /0: numbers and times, encoded as they are sent
live_sender.py record FILE FRAMES    encodes numbers once
live_sender.py replay PORT FILE      /0 to /3: a recording, over and over, with nothing to encode
live_sender.py --installed           exits with 0 where it can run

Ends with its standard input. Prints "ready MICROS", when its first frame was sent, and of live frames "NUMBER MICROS": when it left the encoder.
"""

import os
import struct
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

from picture_code import COLS, RATE, ROWS, Painter  # noqa: E402

RAW = f"video/x-raw,format=I420,width={COLS},height={ROWS},framerate={RATE}/1"
H264 = f"video/x-h264,stream-format=byte-stream,alignment=au,width={COLS},height={ROWS},framerate={RATE}/1"
ENCODER = (
    f"x264enc name=encoder tune=zerolatency speed-preset=ultrafast bitrate=4000 key-int-max={RATE} "
    f"option-string=scenecut=0:keyint-min={RATE}"
)
PAYLOADER = "rtph264pay name=pay0 pt=96"


def now():
    return time.monotonic_ns() // 1000


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


def source(caps):
    return f"appsrc name=source is-live=true format=time do-timestamp=true caps={caps}"


class Server:
    """Serves paths that each are one pipeline, however many look, and never stop: somebody always looks."""

    def __init__(self, port, first):
        self.port = port
        self.first = first
        self.sources = {}
        self.server = GstRtspServer.RTSPServer()
        self.server.set_address("127.0.0.1")
        self.server.set_service(port)
        self.server.attach(None)
        self.lookers = []

    def mount(self, path, launch):
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(f"( {launch} )")
        factory.set_shared(True)
        factory.connect("media-configure", self.configure, path)
        self.server.get_mount_points().add_factory(path, factory)
        location = f"rtsp://127.0.0.1:{self.port}{path}"
        looker = Gst.parse_launch(f"rtspsrc location={location} protocols=tcp ! fakesink sync=false")
        looker.set_state(Gst.State.PLAYING)
        self.lookers.append(looker)

    def configure(self, _factory, media, path):
        element = media.get_element()
        encoder = element.get_by_name("encoder")
        if encoder is not None:
            counter = iter(range(2**62))

            def left(_pad, _info):
                print(next(counter), now(), flush=True)
                return Gst.PadProbeReturn.OK

            encoder.get_static_pad("src").add_probe(Gst.PadProbeType.BUFFER, left)
        entry = element.get_by_name("source")
        # A path is there only when it has something to send. What is pushed first while the pipeline changes to
        # playing, and not before, stops it for good now and then: so the first comes before, all others after.
        entry.emit("push-buffer", Gst.Buffer.new_wrapped(self.first()))

        def changed(_media, state):
            if state == Gst.State.PLAYING:
                self.sources[path] = entry

        media.connect("new-state", changed)

    def run(self, paths, send):
        """Sends 1, 2, 3 … at the moments that the rate says; 0 is what each path has sent first."""

        def work():
            while not self.sources:
                time.sleep(0.001)
            start = now() - 1_000_000 // RATE
            is_ready = False
            number = 1
            while True:
                time.sleep(max(0, start + number * 1_000_000 // RATE - now()) / 1e6)
                send(number)
                if not is_ready and len(self.sources) == paths:
                    is_ready = True
                    print(f"ready {start}", flush=True)
                number += 1

        threading.Thread(target=work, daemon=True).start()
        threading.Thread(target=end_with_input, daemon=True).start()
        GLib.MainLoop().run()

    def push(self, data):
        for element in list(self.sources.values()):
            element.emit("push-buffer", Gst.Buffer.new_wrapped(data))


def live(port):
    painter = Painter()
    server = Server(port, lambda: painter.draw(0, now()))
    server.mount("/0", f"{source(RAW)} ! {ENCODER} ! {H264} ! {PAYLOADER}")
    server.run(1, lambda number: server.push(painter.draw(number, now())))


def record(path, frames):
    line = f"appsrc name=source format=time caps={RAW} ! {ENCODER} ! {H264} ! appsink name=sink sync=false"
    pipeline = Gst.parse_launch(line)
    entry, sink = pipeline.get_by_name("source"), pipeline.get_by_name("sink")
    pipeline.set_state(Gst.State.PLAYING)
    painter = Painter()
    with open(path, "wb") as file:
        for number in range(int(frames)):
            buffer = Gst.Buffer.new_wrapped(painter.draw(number, 0))
            buffer.pts = number * Gst.SECOND // RATE
            buffer.duration = Gst.SECOND // RATE
            entry.emit("push-buffer", buffer)
            unit = sink.emit("pull-sample").get_buffer()
            data = unit.extract_dup(0, unit.get_size())
            file.write(struct.pack(">I", len(data)) + data)
    pipeline.set_state(Gst.State.NULL)


def recorded(path):
    with open(path, "rb") as file:
        while head := file.read(4):
            yield file.read(struct.unpack(">I", head)[0])


def replay(port, path):
    units = list(recorded(path))
    server = Server(port, lambda: units[0])
    for number in range(4):
        server.mount(f"/{number}", f"{source(H264)} ! {PAYLOADER}")
    server.run(4, lambda number: server.push(units[number % len(units)]))


Gst.init(None)
if sys.argv[1:] == ["--installed"]:
    Gst.parse_launch(f"{source(RAW)} ! {ENCODER} ! {H264} ! {PAYLOADER} ! fakesink")
else:
    {"live": live, "record": record, "replay": replay}[sys.argv[1]](*sys.argv[2:])
