"""The Python peers that receive a live stream: each returns [number, sent, arrived] of the frames of so many seconds."""

import os
import subprocess
import time

# What comes first waited for while the stream was looked at.
SETTLE_SECONDS = 2


def noted(pictures, seconds):
    """Notes the code of each picture, given as rows of brightness, and when it was there."""
    from picture_code import read_code

    samples = []
    end = None
    for luma in pictures:
        arrived = time.monotonic_ns() // 1000
        if end is None:
            begin = arrived + SETTLE_SECONDS * 1_000_000
            end = begin + float(seconds) * 1_000_000
        if arrived >= end:
            break
        if arrived >= begin:
            samples.append([*read_code(luma), arrived])
    pictures.close()
    return samples


def live_opencv(url, seconds):
    import cv2

    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp|fflags;nobuffer|flags;low_delay"

    def pictures():
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
        while True:
            is_there, picture = capture.read()
            if not is_there:
                return
            yield picture[:, :, 1]

    return noted(pictures(), seconds)


def live_pyav(url, seconds):
    import av
    import numpy as np

    options = {"rtsp_transport": "tcp", "fflags": "nobuffer", "flags": "low_delay"}

    def pictures():
        with av.open(url, options=options) as container:
            for frame in container.decode(video=0):
                plane = frame.planes[0]
                yield np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)

    return noted(pictures(), seconds)


def live_ffmpeg(url, seconds, ffmpeg, threads, *options):
    import numpy as np

    from picture_code import COLS, ROWS

    receive = ["-v", "error", "-nostdin", "-rtsp_transport", "tcp", *options, "-i", url]
    output = ["-map", "0:v", "-pix_fmt", "yuv420p", "-threads", threads, "-f", "rawvideo", "pipe:1"]
    picture = bytearray(COLS * ROWS * 3 // 2)
    luma = np.frombuffer(picture, np.uint8, COLS * ROWS).reshape(ROWS, COLS)

    def pictures():
        child = subprocess.Popen([ffmpeg, *receive, *output], stdout=subprocess.PIPE, bufsize=0)
        try:
            while True:
                view = memoryview(picture)
                while len(view) > 0:
                    count = child.stdout.readinto(view)
                    if count == 0:
                        return
                    view = view[count:]
                yield luma
        finally:
            child.kill()
            child.wait()

    return noted(pictures(), seconds)


LIVE_PEERS = {
    "live-opencv": (live_opencv, "cv2"),
    "live-pyav": (live_pyav, "av"),
    "live-ffmpeg": (live_ffmpeg, "numpy"),
}
