"""Golden values of correlate1d and convolve1d."""
import golden
from scipy import ndimage

MODES = ["reflect", "mirror", "nearest", "wrap", "constant",
         "grid-mirror", "grid-wrap", "grid-constant"]
cases = golden.Cases()


def add(name, array, **options):
    result = getattr(ndimage, name)(array, **options)
    cases.add(name, options, array, result)


EVEN = [0.05, 0.25, 0.4, 0.25, 0.05]
ODD = [-1, -2.5, 0, 2.5, 1]
PLAIN = [0.5, -1.25, 3]
for name in ["correlate1d", "convolve1d"]:
    for weights in [EVEN, ODD, PLAIN, [1, 3], [0.25, 0.25, 0.25, 0.25], [2.5], [1, 2, 3, -4, 5, 6]]:
        for dtype in ["uint8", "int16", "float32", "float64"]:
            add(name, cases.noise((5, 7), dtype), weights=weights)
    for mode in MODES:
        for axis in [0, 1, -1]:
            add(name, cases.noise((5, 7, 2), "uint8"), weights=PLAIN, mode=mode, axis=axis, cval=9.5)
    for origin in [-1, 0, 1]:
        add(name, cases.noise((4, 6), "uint8"), weights=PLAIN, origin=origin, axis=0)
        add(name, cases.noise((4, 6), "int32"), weights=EVEN, origin=2 * origin)
    for origin in [-2, -1, 0, 1]:
        add(name, cases.noise((4, 6), "float64"), weights=[1, 2, 3, 4], origin=origin)
    for mode in MODES:
        add(name, cases.noise((1, 1), "uint8"), weights=EVEN, mode=mode, cval=3)
        add(name, cases.noise((2, 3), "float64"), weights=list(range(1, 12)), mode=mode, cval=-3.25)
    add(name, cases.noise((11,), "uint16"), weights=EVEN)
    add(name, cases.noise((2, 3, 4, 5), "int8"), weights=ODD, axis=2)
    add(name, cases.noise((37, 53, 4), "uint8"), weights=ODD, axis=0)
cases.finish()
