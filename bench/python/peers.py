"""The Python peers: prints what it measured as JSON. python3 peers.py NAME ARGUMENT..."""

import json
import resource
import sys
import time

from live_peers import LIVE_PEERS


def cpu():
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in (own, children))


def pyav_decode(clip, pixel_format):
    import av

    container = av.open(clip)
    container.streams.video[0].thread_type = "AUTO"
    frames = 0
    for frame in container.decode(video=0):
        frame.to_ndarray(format=pixel_format)
        frames += 1
    return frames


def opencv_decode(clip):
    import cv2

    capture = cv2.VideoCapture(clip)
    frames = 0
    while capture.read()[0]:
        frames += 1
    return frames


def pyav_encode(clip, output, remake, most=None):
    """Decodes, remakes each frame, encodes with x264 ultrafast; stops after so many frames."""
    import av

    source = av.open(clip)
    stream = source.streams.video[0]
    stream.thread_type = "AUTO"
    target = av.open(output, "w")
    out = target.add_stream("libx264", rate=stream.average_rate)
    out.width, out.height, out.pix_fmt = stream.width, stream.height, "yuv420p"
    out.options = {"preset": "ultrafast", "crf": "23"}
    frames = 0
    for frame in source.decode(video=0):
        again = remake(frame)
        again.pts, again.time_base = frame.pts, frame.time_base
        target.mux(out.encode(again))
        frames += 1
        if frames == most:
            break
    target.mux(out.encode())
    target.close()
    return frames


def pyav_transcode(clip, output):
    import av

    def remake(frame):
        return av.VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")

    return pyav_encode(clip, output, remake)


def pyav_filter(clip, output, smooth, most):
    import av

    def remake(frame):
        array = smooth(frame.to_ndarray(format="bgra"))
        return av.VideoFrame.from_ndarray(array, format="bgra").reformat(format="yuv420p")

    return pyav_encode(clip, output, remake, most)


def pyav_scipy_gaussian(clip, output, most):
    from scipy.ndimage import gaussian_filter

    return pyav_filter(clip, output, lambda array: gaussian_filter(array, (5, 15, 0)), int(most))


def pyav_opencv_gaussian(clip, output, most):
    import cv2

    def smooth(array):
        return cv2.GaussianBlur(array, (121, 41), sigmaX=15, sigmaY=5)

    return pyav_filter(clip, output, smooth, int(most))


PEERS = {
    **LIVE_PEERS,
    "pyav-scipy-gaussian": (pyav_scipy_gaussian, "av", "scipy"),
    "pyav-opencv-gaussian": (pyav_opencv_gaussian, "av", "cv2"),
    "pyav-decode": (pyav_decode, "av"),
    "opencv-decode": (opencv_decode, "cv2"),
    "pyav-transcode": (pyav_transcode, "av"),
}

run, *modules = PEERS[sys.argv[1]]
for module in modules:
    __import__(module)  # the time to import is not part of the work
if sys.argv[2:] == ["--installed"]:
    sys.exit(0)
cpu_before, started = cpu(), time.perf_counter()
result = run(*sys.argv[2:])
seconds = time.perf_counter() - started
measured = {"samples": result, "frames": len(result)} if isinstance(result, list) else {"frames": result}
print(json.dumps({**measured, "seconds": seconds, "cpuSeconds": cpu() - cpu_before}))
