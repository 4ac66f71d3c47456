"""The Python peers of the filters: python3 filter_peers.py FOLDER

Reads pictures of 1080p from FOLDER, then lines "CASE PEER [FILE]" from standard input. For each it runs the case once and prints the
processor time in milliseconds, or "none" if the peer has no such filter; with a FILE it writes the result there.
"""

import pathlib
import sys
import time

import numpy

ROWS, COLS = 1080, 1920


def load(folder):
    def read(name, *shape):
        return numpy.fromfile(folder / name, numpy.uint8).reshape(shape)

    return {
        "bgra": read("bgra", ROWS, COLS, 4),
        "other": read("other", ROWS, COLS, 4),
        "grey": read("grey", ROWS, COLS),
        "i420": read("i420", ROWS * 3 // 2, COLS),
        "uyvy": read("uyvy", ROWS, COLS, 2),
    }


def scipy_cases(p):
    from scipy import ndimage

    bgra, grey = p["bgra"], p["grey"]
    half = (0.5, 0.5, 1)
    angle = numpy.deg2rad(10)
    turn = numpy.array([[numpy.cos(angle), numpy.sin(angle)], [-numpy.sin(angle), numpy.cos(angle)]])

    def add():
        return numpy.minimum(bgra.astype(numpy.int16) + 50, 255).astype(numpy.uint8)

    def affine(offset=0, mode="nearest"):
        out = numpy.empty_like(bgra)
        for c in range(4):
            ndimage.affine_transform(
                bgra[..., c], turn, offset, order=1, output=out[..., c], mode=mode
            )
        return out

    middle = numpy.array([(ROWS - 1) / 2, (COLS - 1) / 2])

    return {
        "gaussian-5-15": lambda: ndimage.gaussian_filter(bgra, (5, 15, 0)),
        "gaussian-float": lambda: ndimage.gaussian_filter(bgra.astype(numpy.float32), (5, 15, 0)),
        "gaussian-1-1": lambda: ndimage.gaussian_filter(bgra, (1, 1, 0)),
        "gaussian-exact": lambda: ndimage.gaussian_filter(bgra, (5, 15, 0)),
        "median-3": lambda: ndimage.median_filter(bgra, (3, 3, 1)),
        "median-5": lambda: ndimage.median_filter(bgra, (5, 5, 1)),
        "uniform-15": lambda: ndimage.uniform_filter(bgra, (15, 15, 1)),
        "erosion-3": lambda: ndimage.grey_erosion(bgra, (3, 3, 1)),
        "erosion-15": lambda: ndimage.grey_erosion(bgra, (15, 15, 1)),
        "dilation-3": lambda: ndimage.grey_dilation(bgra, (3, 3, 1)),
        "dilation-15": lambda: ndimage.grey_dilation(bgra, (15, 15, 1)),
        "sobel": lambda: ndimage.sobel(grey, 1, output=numpy.int16),
        "prewitt": lambda: ndimage.prewitt(grey, 1, output=numpy.int16),
        "laplace": lambda: ndimage.laplace(grey, output=numpy.int16),
        "rotate": lambda: ndimage.rotate(bgra, 10, reshape=False, order=1),
        "affine": affine,
        "affine-centre": lambda: affine(middle - turn @ middle, "constant"),
        "zoom": lambda: ndimage.zoom(bgra, (2 / 3, 2 / 3, 1), order=1),
        "resize-half": lambda: ndimage.zoom(bgra, half, order=1),
        "add": add,
        "threshold": lambda: numpy.where(bgra > 127, numpy.uint8(255), numpy.uint8(0)),
        "absolute-difference": lambda: numpy.abs(
            bgra.astype(numpy.int16) - p["other"].astype(numpy.int16)
        ).astype(numpy.uint8),
        "swap": lambda: numpy.ascontiguousarray(bgra[..., [2, 1, 0, 3]]),
        "histogram": lambda: [
            ndimage.histogram(bgra[..., c], 0, 256, 256) for c in range(4)
        ],
    }


def opencv_cases(p):
    import cv2

    cv2.setNumThreads(1)
    bgra, grey = p["bgra"], p["grey"]
    kernel = {size: numpy.ones((size, size), numpy.uint8) for size in (3, 15)}
    size = (COLS, ROWS)
    turn = cv2.getRotationMatrix2D((COLS / 2, ROWS / 2), 10, 1)
    two_thirds = (COLS * 2 // 3, ROWS * 2 // 3)

    return {
        "gaussian-5-15": lambda: cv2.GaussianBlur(bgra, (121, 41), sigmaX=15, sigmaY=5),
        "gaussian-1-1": lambda: cv2.GaussianBlur(bgra, (9, 9), sigmaX=1, sigmaY=1),
        "median-3": lambda: cv2.medianBlur(bgra, 3),
        "median-5": lambda: cv2.medianBlur(bgra, 5),
        "uniform-15": lambda: cv2.blur(bgra, (15, 15)),
        "erosion-3": lambda: cv2.erode(bgra, kernel[3]),
        "erosion-15": lambda: cv2.erode(bgra, kernel[15]),
        "dilation-3": lambda: cv2.dilate(bgra, kernel[3]),
        "dilation-15": lambda: cv2.dilate(bgra, kernel[15]),
        "sobel": lambda: cv2.Sobel(grey, cv2.CV_16S, 1, 0),
        "prewitt": lambda: cv2.sepFilter2D(
            grey, cv2.CV_16S, numpy.array([-1, 0, 1]), numpy.array([1, 1, 1])
        ),
        "laplace": lambda: cv2.Laplacian(grey, cv2.CV_16S),
        "rotate": lambda: cv2.warpAffine(bgra, turn, size, flags=cv2.INTER_LINEAR),
        "affine": lambda: cv2.warpAffine(
            bgra, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        "affine-centre": lambda: cv2.warpAffine(bgra, turn, size, flags=cv2.INTER_LINEAR),
        "zoom": lambda: cv2.resize(bgra, two_thirds, interpolation=cv2.INTER_LINEAR),
        "resize-half": lambda: cv2.resize(bgra, (COLS // 2, ROWS // 2), interpolation=cv2.INTER_AREA),
        "add": lambda: cv2.add(bgra, (50, 50, 50, 50)),
        "threshold": lambda: cv2.threshold(bgra, 127, 255, cv2.THRESH_BINARY)[1],
        "absolute-difference": lambda: cv2.absdiff(bgra, p["other"]),
        "swap": lambda: cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA),
        "histogram": lambda: [
            cv2.calcHist([bgra], [c], None, [256], [0, 256]) for c in range(4)
        ],
        "i420-bgra": lambda: cv2.cvtColor(p["i420"], cv2.COLOR_YUV2BGRA_I420),
        "uyvy-bgra": lambda: cv2.cvtColor(p["uyvy"], cv2.COLOR_YUV2BGRA_UYVY),
        "bgra-i420": lambda: cv2.cvtColor(bgra, cv2.COLOR_BGRA2YUV_I420),
    }


def main():
    pictures = load(pathlib.Path(sys.argv[1]))
    peers = {}
    for name, make in (("scipy", scipy_cases), ("opencv", opencv_cases)):
        try:
            peers[name] = make(pictures)
        except ImportError:
            peers[name] = {}
    print(" ".join(name for name, cases in peers.items() if cases), flush=True)
    for line in sys.stdin:
        case, peer, *file = line.split()
        run = peers[peer].get(case)
        if run is None:
            print("none", flush=True)
            continue
        started = time.process_time()
        result = run()
        elapsed = time.process_time() - started
        if file:
            numpy.asarray(result).tofile(file[0])
        print(elapsed * 1000, flush=True)


main()
