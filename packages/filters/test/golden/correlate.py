"""Golden values of correlate and convolve."""
import numpy
from scipy import ndimage

from golden import Cases

MODES = ["reflect", "mirror", "nearest", "wrap", "constant",
         "grid-mirror", "grid-wrap", "grid-constant"]
SHARP = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
LOPSIDED = [[1, 0, 2.5], [-3, 0.125, 0]]
WIDE = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]] * 5
cases = Cases()


def add(name, array, **options):
    options["weights"] = numpy.asarray(options["weights"]).tolist()
    cases.add(name, options, array, getattr(ndimage, name)(array, **options))


for name in ["correlate", "convolve"]:
    for mode in MODES:
        for weights in [SHARP, LOPSIDED, WIDE]:
            add(name, cases.noise((5, 7), "uint8"), weights=weights, mode=mode, cval=9.5)
            add(name, cases.noise((6, 18), "uint8"), weights=weights, mode=mode, cval=77, output="int16")
            add(name, cases.noise((2, 3), "float64"), weights=weights, mode=mode, cval=-3.25)
        add(name, cases.noise((1, 1), "uint8"), weights=SHARP, mode=mode)
    for dtype in ["int8", "uint16", "int16", "float32", "float64"]:
        for weights in [SHARP, LOPSIDED, [[0, 0], [0, 0]]]:
            add(name, cases.noise((5, 7), dtype), weights=weights)
            add(name, cases.noise((5, 7), dtype), weights=weights, output="float64")
    add(name, cases.noise((5, 7), "uint8"), weights=SHARP, output="int16")
    add(name, cases.noise((19, 33), "uint8"), weights=numpy.ones((5, 5)) / 25)
    for origin in [[-1, 0], [0, 1], [0, -1]]:
        add(name, cases.noise((4, 6), "uint8"), weights=SHARP, origin=origin)
        add(name, cases.noise((4, 6), "float64"), weights=LOPSIDED, origin=[-1 if origin[0] else 0, origin[1]])
    add(name, cases.noise((9,), "int32") // 64, weights=[1, -2, 4, 5])
    add(name, cases.noise((3, 4, 5), "uint8"), weights=cases.random.integers(-4, 5, (2, 3, 3)), origin=[0, 1, -1])
    add(name, cases.noise((37, 53, 4), "uint8"), weights=numpy.asarray(SHARP)[:, :, None])
cases.finish()
