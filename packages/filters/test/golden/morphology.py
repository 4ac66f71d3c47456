"""Golden values of grey morphology."""
from scipy import ndimage

from golden import Cases

FUNCTIONS = {
    "greyErosion": ndimage.grey_erosion,
    "greyDilation": ndimage.grey_dilation,
    "greyOpening": ndimage.grey_opening,
    "greyClosing": ndimage.grey_closing,
    "morphologicalGradient": ndimage.morphological_gradient,
    "whiteTophat": ndimage.white_tophat,
    "blackTophat": ndimage.black_tophat,
}
MODES = ["reflect", "constant", "nearest", "mirror", "wrap"]
LOPSIDED = [[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]]
HILL = [[1, 4, 2], [3, 9, 5]]

cases = Cases()


def add(function, array, **options):
    cases.add(function, options, array, FUNCTIONS[function](array, **options))


for name in FUNCTIONS:
    for mode in MODES:
        add(name, cases.noise((7, 21), "uint8"), size=[3, 5], mode=mode, cval=60)
    for dtype in ("uint8", "uint16", "int16", "float32"):
        array = cases.noise((9, 17), dtype)
        add(name, array, size=3)
        add(name, array, size=[4, 2], origin=[1, -1])
        add(name, array, footprint=LOPSIDED)
        add(name, array, footprint=LOPSIDED, origin=[-2, 1])
        add(name, array // 4, structure=HILL)
        add(name, array, structure=HILL, footprint=[[1, 0, 1], [1, 1, 0]], origin=[0, 1])
    add(name, cases.noise((2, 3), "uint8"), size=9)
    add(name, cases.noise((11, 13, 3), "uint8"), size=[5, 5, 1])
    add(name, cases.noise((5, 6, 4), "uint8"), size=3)
for name in ("greyErosion", "greyDilation"):
    add(name, cases.noise((37, 53, 4), "uint8"), size=[15, 15, 1])
    add(name, cases.noise((20, 18), "uint8"), size=[17, 12])
cases.finish()
