"""Golden values of sobel, prewitt and laplace."""
import numpy
from scipy import ndimage

from golden import Cases

MODES = ["reflect", "mirror", "nearest", "wrap", "constant",
         "grid-mirror", "grid-wrap", "grid-constant"]
FUNCTIONS = {"sobel": ndimage.sobel, "prewitt": ndimage.prewitt, "laplace": ndimage.laplace}
cases = Cases()


def add(function, array, **options):
    cases.add(function, options, array, FUNCTIONS[function](array, **options))


def add_channels(function, array, **options):
    """Channels are not neighbours: what frames get."""
    planes = [FUNCTIONS[function](array[:, :, c], **options) for c in range(array.shape[2])]
    cases.add(function, {**options, "axes": [0, 1]}, array, numpy.stack(planes, axis=2))


for name in FUNCTIONS:
    axes = [{}] if name == "laplace" else [{"axis": 0}, {"axis": 1}, {"axis": -1}]
    for along in axes:
        for mode in MODES:
            for output in ["uint8", "int16"]:
                add(name, cases.noise((5, 7), "uint8"), mode=mode, output=output, **along)
            add(name, cases.noise((4, 18), "uint8"), mode=mode, cval=7, output="int16", **along)
            add(name, cases.noise((4, 5), "uint8"), mode=mode, cval=9.5, output="int16", **along)
            add(name, cases.noise((2, 3), "int16"), mode=mode, cval=-3, **along)
            add(name, cases.noise((1, 1), "uint8"), mode=mode, **along)
            add(name, cases.noise((2, 2, 3), "uint8"), mode=mode, output="float32", **along)
        add(name, cases.noise((6, 9), "uint8"), mode=["wrap", "mirror"], output="int16", **along)
        for dtype in ["uint16", "float32", "float64"]:
            add(name, cases.noise((5, 7), dtype), **along)
        # C leaves open what a double beyond 32 bits becomes.
        add(name, cases.noise((5, 7), "int32") // 16, **along)
        add(name, cases.noise((19, 33), "uint8"), output="int16", **along)
        add(name, cases.noise((3, 4, 2, 3), "uint8"), output="int32", **along)
    for along in axes[:2]:
        for output in ["uint8", "int16"]:
            add_channels(name, cases.noise((9, 21, 4), "uint8"), output=output, **along)
            add_channels(name, cases.noise((7, 9, 3), "uint8"), output=output, mode="mirror", **along)
    add_channels(name, cases.noise((37, 53, 4), "uint8"), output="int16")
    add(name, cases.noise((11,), "uint8"))
cases.finish()
