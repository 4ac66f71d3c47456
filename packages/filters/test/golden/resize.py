"""Golden values of resize, by OpenCV."""
import math

import cv2

from golden import Cases

METHODS = {
    "area": cv2.INTER_AREA,
    "cubic": cv2.INTER_CUBIC,
    "linear": cv2.INTER_LINEAR,
    "nearest": cv2.INTER_NEAREST_EXACT,
}

cases = Cases()
cases.versions = {"opencv": cv2.__version__}


def has_ties(before, after):
    """Whether centres fall between two pixels, where OpenCV's choice depends on its version."""
    common = math.gcd(before, after)
    return before // common % 2 == 0 and after // common % 2 == 1


def add(shape, rows, cols, method, dtype="uint8"):
    if method == "nearest" and (has_ties(shape[0], rows) or has_ties(shape[1], cols)):
        return
    array = cases.noise(shape, dtype)
    result = cv2.resize(array, (cols, rows), interpolation=METHODS[method])
    # OpenCV drops an axis of one channel.
    cases.add("resize", {"rows": rows, "cols": cols, "method": method}, array,
              result.reshape((rows, cols, *shape[2:])))


for method in METHODS:
    add((37, 53, 4), 24, 35, method)
    add((9, 53, 4), 9, 10, method)
    for shape in [(14, 22, 4), (24, 17, 3), (15, 20, 2), (21, 45), (8, 66, 1)]:
        rows, cols = shape[:2]
        add(shape, rows // 2 - 1, cols * 2 // 3, method)
        add(shape, rows // 5, cols // 7, method)
        if method != "area":
            add(shape, rows * 2, cols + 9, method)
            add(shape, rows // 2, cols * 3, method)
for shape in [(12, 36, 4), (12, 36, 3), (12, 36, 2), (12, 36), (24, 60, 4)]:
    for factor in (2, 3, 4, 6, 12):
        add(shape, shape[0] // factor, shape[1] // factor, "area")
for method in METHODS:
    add((1, 1), 1, 1, method)
    add((2, 3), 1, 1, method)
    for dtype in ("uint16", "float32", "float64"):
        add((19, 33), 7, 12, method, dtype)
for method in ("cubic", "linear", "nearest"):
    add((1, 1), 4, 7, method)
    add((2, 3, 4), 5, 19, method)
cases.finish()
