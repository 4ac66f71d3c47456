"""Golden values of filters that move samples."""
import warnings

from scipy import ndimage

from golden import Cases

FUNCTIONS = {
    "affineTransform": ndimage.affine_transform,
    "rotate": ndimage.rotate,
    "shift": ndimage.shift,
    "zoom": ndimage.zoom,
}
NAMES = {"outputShape": "output_shape", "gridMode": "grid_mode"}
MODES = ["reflect", "grid-mirror", "constant", "grid-constant", "nearest", "mirror", "wrap", "grid-wrap"]
ORDERS = [0, 1, 3]
SHEAR = [[0.913, 0.327], [-0.411, 1.237]]

cases = Cases()
# SciPy warns of grid_mode with modes that do not fit, and of matrices given as their diagonal.
warnings.simplefilter("ignore")


def add(function, array, **options):
    named = {NAMES.get(name, name): value for name, value in options.items()}
    if "axes" in named:
        named["axes"] = tuple(named["axes"])
    cases.add(function, options, array, FUNCTIONS[function](array, **named))


# SciPy's border does not fall on samples here, where the last bit of a sum would decide.
large = cases.noise((37, 53, 4), "uint8")
add("rotate", large, angle=10, order=1)
add("rotate", large, angle=-33.3, order=1, reshape=False, mode="reflect")
add("rotate", large, angle=200, order=0, reshape=False)
add("zoom", large, zoom=[2 / 3, 0.7, 1], order=1)
add("affineTransform", cases.noise((19, 33, 3), "uint8"),
    matrix=[[0.8, 0.5, 0], [-0.6, 1.1, 0], [0, 0, 1]], offset=[1.25, 9.5, 0], order=1, cval=77)
for order in ORDERS:
    for mode in MODES:
        array = cases.noise((7, 21), "uint8")
        add("affineTransform", array, matrix=SHEAR, offset=[-2.3, 1.7], outputShape=[11, 18],
            order=order, mode=mode, cval=99)
        add("rotate", array, angle=37, order=order, mode=mode, cval=200)
        add("shift", array, shift=[-2.4, 3.3], order=order, mode=mode, cval=7)
        add("shift", array, shift=[40.6, -77.2], order=order, mode=mode, cval=7)
        add("zoom", array, zoom=[1.7, 0.6], order=order, mode=mode, cval=7)
        add("zoom", array, zoom=[0.5, 2.3], order=order, mode=mode, cval=7, gridMode=True)
    for dtype in ("uint8", "int8", "uint16", "int16", "int32", "float32", "float64"):
        array = cases.noise((6, 9), dtype)
        add("shift", array, shift=[0.3, -1.6], order=order, mode="mirror")
        add("rotate", array, angle=71.3, order=order, mode="grid-wrap")
    for shape in [(1, 1), (2, 3), (5, 7), (1, 20), (20, 1), (2, 3, 4), (5, 9, 2)]:
        array = cases.noise(shape, "uint8")
        keep = [1] * (len(shape) - 2)
        for mode in ("nearest", "grid-constant", "wrap", "reflect"):
            add("zoom", array, zoom=[3, 2.4, *keep], order=order, mode=mode, cval=255)
        add("rotate", array, angle=45.5, order=order, mode="mirror", reshape=False)
    for angle in (0, 90, -90, 180, 270, 360):
        add("rotate", cases.noise((4, 5), "uint8"), angle=angle, order=order)
    add("affineTransform", cases.noise((9, 8), "uint8"), matrix=[0.6, 1.4], offset=[0.9, -1.1],
        order=order, mode="mirror")
    add("affineTransform", cases.noise((9, 8), "uint8"), matrix=[[1.13, 0.27, -0.35], [0.11, 0.73, 0.46]],
        order=order)
    add("affineTransform", cases.noise((9, 8), "uint8"),
        matrix=[[1.13, 0.27, -0.35], [0.11, 0.73, 0.46], [0, 0, 1]], order=order)
    volume = cases.noise((4, 5, 6), "uint8")
    add("rotate", volume, angle=30, axes=[0, 2], order=order, mode="nearest")
    add("rotate", volume, angle=30, axes=[-1, 1], order=order, mode="nearest")
    add("zoom", volume, zoom=1.4, order=order, mode="mirror")
    add("shift", volume, shift=0.7, order=order, mode="grid-wrap")
    add("affineTransform", volume, matrix=[[0.8, 0.1, 0.2], [0.3, 0.9, 0], [0, -0.1, 1.1]],
        offset=0.2, order=order, mode="reflect")
    add("shift", cases.noise((30,), "float64"), shift=2.2, order=order)
    add("zoom", cases.noise((3, 2, 3, 2), "float64"), zoom=[1, 2, 1.5, 2], order=order)
add("shift", cases.noise((8, 9), "uint8"), shift=[1.5, 2], mode="constant", order=1, cval=-3)
add("shift", cases.noise((8, 9), "uint8"), shift=[1.5, 2], mode="grid-constant", order=1, cval=2.75)
add("zoom", cases.noise((5, 6), "uint8"), zoom=2)
add("shift", cases.noise((4, 20, 9), "uint8"), shift=[0.5, 0.25, 0], order=1)
cases.finish()
