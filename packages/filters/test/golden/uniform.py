"""Golden values of uniform filters."""
from scipy import ndimage

from golden import Cases

FUNCTIONS = {
    "uniformFilter": ndimage.uniform_filter,
    "uniformFilter1d": ndimage.uniform_filter1d,
}
MODES = ["reflect", "grid-mirror", "constant", "grid-constant", "nearest", "mirror", "wrap", "grid-wrap"]

cases = Cases()


def add(function, array, **options):
    cases.add(function, options, array, FUNCTIONS[function](array, **options))


add("uniformFilter", cases.noise((37, 53, 4), "uint8"), size=[15, 15, 1])
add("uniformFilter", cases.noise((19, 33, 3), "uint8"), size=[5, 4, 1])
add("uniformFilter", cases.noise((5, 40, 2), "uint8"), size=[2, 7, 1])
for mode in MODES:
    array = cases.noise((7, 21), "uint8")
    add("uniformFilter", array, mode=mode, cval=99)
    add("uniformFilter", array, size=[4, 6], mode=mode, cval=200)
    add("uniformFilter1d", array, size=5, axis=0, mode=mode, cval=7)
for dtype in ("uint8", "uint16", "int16", "int32", "float32", "float64"):
    array = cases.noise((9, 17), dtype)
    add("uniformFilter", array)
    add("uniformFilter", array, size=[2, 9], origin=[-1, 4])
    add("uniformFilter1d", array, size=4)
    add("uniformFilter1d", array, size=3, axis=0, origin=-1)
for shape in [(1, 1), (2, 3), (5, 7), (1, 40), (40, 1), (2, 3, 4)]:
    array = cases.noise(shape, "uint8")
    flat = [1] if len(shape) == 3 else []
    for mode in ("reflect", "mirror", "wrap", "constant"):
        add("uniformFilter", array, size=[6, 33, *flat], mode=mode)
        add("uniformFilter", array, size=[129, 200, *flat], mode=mode, cval=255)
add("uniformFilter", cases.noise((6, 9), "uint8"), mode="constant", cval=2.75)
add("uniformFilter", cases.noise((6, 9), "uint8"), mode="constant", cval=-300)
add("uniformFilter", cases.noise((6, 5, 3), "uint8"), size=3)
add("uniformFilter", cases.noise((30,), "uint8"), size=7)
add("uniformFilter", cases.noise((4, 6), "uint8"), size=1)
add("uniformFilter", cases.noise((4, 20, 9), "uint8"), size=[3, 3, 1])
add("uniformFilter1d", cases.noise((5, 6, 4), "uint8"), size=3)
cases.finish()
