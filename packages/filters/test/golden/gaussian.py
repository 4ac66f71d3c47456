"""Golden values of the Gaussian filters.

Those of the fast ones have fractions, for bytes too: our results are rounded once, at the
end.
"""
import golden
import numpy
from scipy import ndimage

MODES = ["reflect", "mirror", "nearest", "wrap", "constant",
         "grid-mirror", "grid-wrap", "grid-constant"]
NAMES = {"gaussianFilter": "gaussian_filter", "gaussianFilter1d": "gaussian_filter1d",
         "gaussianLaplace": "gaussian_laplace",
         "gaussianGradientMagnitude": "gaussian_gradient_magnitude"}
cases = golden.Cases()


def scipy(name, array, output=None, **options):
    return getattr(ndimage, NAMES[name])(array, output=output, **options)


def exact(name, array, **options):
    """As SciPy does it."""
    cases.add(name, {**options, "precision": "scipy"}, array, scipy(name, array, **options))


def fast(name, array, **options):
    """Numbers before they are rounded."""
    cases.add(name, options, array, scipy(name, array, output=numpy.float32, **options))


def sloped(name, array, **options):
    """Combined derivatives, in SciPy's arithmetic."""
    cases.add(name, {**options, "rounding": "scipy"}, array, scipy(name, array, **options))


SIGMAS = [0.2, 0.7, 1, 1.6, 2.9, [3, 0], [0, 4.2], [1, 6], [5, 15], [13, 0.8], [25, 7]]
for sigma in SIGMAS:
    fast("gaussianFilter", cases.noise((19, 33), "uint8"), sigma=sigma)
for mode in MODES:
    for sigma in [[1, 2], [4, 9]]:
        fast("gaussianFilter", cases.noise((11, 17), "uint8"), sigma=sigma, mode=mode, cval=200)
    fast("gaussianFilter", cases.noise((2, 3, 3), "uint8"), sigma=[3, 1, 0], mode=mode, cval=7)
    fast("gaussianFilter", cases.noise((1, 1, 4), "uint8"), sigma=[2, 5, 0], mode=mode, cval=7)
    exact("gaussianFilter", cases.noise((5, 7), "uint8"), sigma=[1.2, 3], mode=mode, cval=7.5)
for channels in [1, 2, 3, 4, 5, 9]:
    for sigma in [[1, 1, 0], [5, 15, 0], [2, 7, 0], [8, 1.4, 0]]:
        fast("gaussianFilter", cases.noise((7, 11, channels), "uint8"), sigma=sigma)
        exact("gaussianFilter", cases.noise((6, 9, channels), "uint8"), sigma=sigma)
fast("gaussianFilter", cases.noise((37, 53, 4), "uint8"), sigma=[5, 15, 0])
fast("gaussianFilter", cases.noise((19, 33, 4), "uint8"), sigma=[1, 1, 0], mode=["wrap", "mirror", "nearest"])
exact("gaussianFilter", cases.noise((37, 53, 4), "uint8"), sigma=[5, 15, 0])
exact("gaussianFilter", cases.noise((37, 53, 4), "uint8"), sigma=[1, 1, 0])
exact("gaussianFilter", cases.noise((9, 8, 3), "uint8"), sigma=2, mode=["wrap", "mirror", "nearest"])
for options in [{"truncate": 1.5}, {"truncate": 6}, {"radius": 3}, {"radius": [2, 9]}]:
    fast("gaussianFilter", cases.noise((19, 33), "uint8"), sigma=4, **options)
    exact("gaussianFilter", cases.noise((9, 13), "uint8"), sigma=4, **options)
for dtype in ["uint8", "int16", "uint16", "int32", "float32", "float64"]:
    for order in [0, 1, 2, 3, 4, [0, 1], [2, 0]]:
        exact("gaussianFilter", cases.noise((9, 11), dtype), sigma=[1.5, 1], order=order)
    exact("gaussianFilter", cases.noise((9, 11), dtype), sigma=[1e-15, 0])
exact("gaussianFilter", cases.noise((20,), "float64"), sigma=40)
exact("gaussianFilter", cases.noise((2, 3, 4, 5), "float32"), sigma=1)
for axis in [0, 1, -1]:
    fast("gaussianFilter1d", cases.noise((19, 33), "uint8"), sigma=6, axis=axis)
    exact("gaussianFilter1d", cases.noise((5, 7, 3), "uint8"), sigma=1, axis=axis, order=1)
    exact("gaussianFilter1d", cases.noise((5, 7, 3), "float32"), sigma=2, axis=axis, radius=4)
for name in ["gaussianLaplace", "gaussianGradientMagnitude"]:
    for mode in MODES:
        sloped(name, cases.noise((7, 9), "float64"), sigma=[1, 2], mode=mode, cval=30)
    for dtype in ["uint8", "uint16", "float32"]:
        sloped(name, cases.noise((5, 6, 3), dtype), sigma=1.5)
    sloped(name, cases.noise((5, 6, 3), "float32"), sigma=[1, 2, 0.5], mode=["wrap", "mirror", "nearest"])
    sloped(name, cases.noise((6, 5), "float32"), sigma=[1, 0], truncate=2)
sloped("gaussianLaplace", cases.noise((5, 6), "int16"), sigma=1.5)
cases.finish()
