"""Golden values of median, rank, percentile, minimum and maximum filters."""
import numpy
from scipy import ndimage

from golden import Cases

MODES = ["reflect", "grid-mirror", "constant", "grid-constant", "nearest", "mirror", "wrap", "grid-wrap"]
FUNCTIONS = {
    "medianFilter": ndimage.median_filter,
    "rankFilter": ndimage.rank_filter,
    "percentileFilter": ndimage.percentile_filter,
    "minimumFilter": ndimage.minimum_filter,
    "maximumFilter": ndimage.maximum_filter,
    "minimumFilter1d": ndimage.minimum_filter1d,
    "maximumFilter1d": ndimage.maximum_filter1d,
}
CROSS = [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
LOPSIDED = [[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]]

cases = Cases()


def add(function, array, **options):
    cases.add(function, options, array, FUNCTIONS[function](array, **options))


def pixel(footprint):
    """A footprint for pictures with channels."""
    return [[[value] for value in row] for row in footprint]


big = cases.noise((37, 53, 4), "uint8")
for size in (3, 5):
    add("medianFilter", big, size=[size, size, 1])
add("minimumFilter", big, size=[3, 7, 1])
add("rankFilter", cases.noise((19, 33, 3), "uint8"), size=[7, 4, 1], rank=6)

for mode in MODES:
    array = cases.noise((7, 21), "uint8")
    for size in (3, 5):
        add("medianFilter", array, size=size, mode=mode, cval=99)
    add("rankFilter", array, size=[2, 5], rank=-3, mode=mode, cval=7)
    add("minimumFilter", array, size=[4, 6], mode=mode, cval=99)
    add("maximumFilter", array, size=[3, 2], mode=mode, cval=99, origin=[1, -1])
    add("maximumFilter1d", array, size=5, axis=0, mode=mode, cval=200)

for dtype in ("uint8", "uint16", "int16", "float32"):
    array = cases.noise((9, 17), dtype)
    for size in (3, 5, [4, 3], [1, 7]):
        add("medianFilter", array, size=size)
    add("medianFilter", array, footprint=CROSS)
    add("rankFilter", array, footprint=LOPSIDED, rank=4, origin=[-1, 1])
    add("percentileFilter", array, size=4, percentile=30)
    add("percentileFilter", array, footprint=LOPSIDED, percentile=-20, mode="wrap")
    add("minimumFilter", array, footprint=CROSS, mode="constant", cval=-3)
    add("maximumFilter", array, footprint=LOPSIDED, origin=[1, -2])
    add("minimumFilter", array, size=[2, 5], origin=[-1, 2])
    add("minimumFilter1d", array, size=4)
    add("maximumFilter1d", array, size=3, axis=0, origin=-1)
    add("medianFilter", array, size=3, origin=[1, -1])
    add("medianFilter", array, size=5, origin=[-2, 1], mode="mirror")

for shape in [(1, 1), (2, 3), (5, 7), (1, 40), (40, 1), (2, 3, 4)]:
    array = cases.noise(shape, "uint8")
    flat = [1] if len(shape) == 3 else []
    for mode in ("reflect", "mirror", "wrap", "constant"):
        add("medianFilter", array, size=[5, 5, *flat], mode=mode)
        add("medianFilter", array, size=[3, 3, *flat], mode=mode, cval=255)
        add("rankFilter", array, size=[6, 9, *flat], rank=20, mode=mode)
        add("maximumFilter", array, size=[6, 33, *flat], mode=mode)

for percentile in (0, 0.1, 50, 99.9, 100, -100, -0.5):
    add("percentileFilter", cases.noise((6, 18), "uint8"), size=3, percentile=percentile)
for rank in (0, 1, 8, -1, -9):
    add("rankFilter", cases.noise((6, 18), "uint8"), size=3, rank=rank)
add("medianFilter", cases.noise((19, 33, 3), "uint8"), size=[3, 3, 1], mode="nearest")
add("medianFilter", cases.noise((11, 9, 4), "uint8"), footprint=pixel(LOPSIDED))
add("maximumFilter", cases.noise((11, 9, 4), "uint8"), footprint=pixel(CROSS))
add("medianFilter", cases.noise((6, 5, 3), "uint8"), size=3)
add("medianFilter", cases.noise((30,), "uint8"), size=7)
add("minimumFilter", cases.noise((4, 3, 5, 2), "int16"), size=[2, 3, 2, 1])
add("medianFilter", cases.noise((4, 5, 5), "uint8"), size=3, mode="constant", cval=12.5)
add("maximumFilter", cases.noise((6, 9), "uint8"), size=3, mode="constant", cval=300)
add("minimumFilter1d", cases.noise((5, 6, 4), "uint8"), size=3)
cases.finish()
