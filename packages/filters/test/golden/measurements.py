"""Golden values of measurements. Options that are arrays are lists in lists."""
import warnings

import numpy
from scipy import ndimage

from golden import Cases

FUNCTIONS = {
    "mean": ndimage.mean,
    "variance": ndimage.variance,
    "standardDeviation": ndimage.standard_deviation,
    "centerOfMass": ndimage.center_of_mass,
}
DTYPES = ["uint8", "int8", "uint16", "int16", "uint32", "float32", "float64"]
# Means of regions without samples.
warnings.filterwarnings("ignore", category=RuntimeWarning)
cases = Cases()


def add(name, function, array, labels=None, **options):
    given = dict(options)
    if labels is not None:
        options["labels"] = labels
        given["labels"] = labels.tolist()
    result = numpy.asarray(function(array, **options))
    if result.dtype == object:
        result = numpy.stack(result)
    cases.add(name, given, array, result.astype(float))


def add_regions(name, function, array, missing, **options):
    add(name, function, array, **options)
    labels = cases.random.integers(-1, 4, array.shape)
    add(name, function, array, labels=labels, **options)
    add(name, function, array, labels=labels, index=2, **options)
    index = [3, 1, 99, 1] if missing else [3, 1, 1]
    add(name, function, array, labels=labels, index=index, **options)


for dtype in DTYPES:
    for shape in [(6, 13), (3, 4, 5), (40,)] if dtype in ["uint8", "float64"] else [(5, 7)]:
        for name, function in FUNCTIONS.items():
            add_regions(name, function, cases.noise(shape, dtype), True)
for dtype in ["uint8", "int16", "float32", "float64"]:
    array = cases.noise((6, 8), dtype)
    for low, high, bins in [(0, 256, 64), (0, 255, 10), (-30.5, 99.25, 7), (0.1, 0.7, 7)]:
        add_regions("histogram", ndimage.histogram, array, False, min=low, max=high, bins=bins)
        add_regions("histogram", ndimage.histogram, array // 8 / 10, False, min=low, max=high, bins=bins)

STRUCTURES = [
    None,
    [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    [[0, 0, 0], [1, 1, 1], [0, 0, 0]],
    [[0, 1, 0], [0, 1, 0], [0, 1, 0]],
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[0, 1, 1], [0, 1, 0], [1, 1, 0]],
    [[1, 0, 1], [0, 0, 0], [1, 0, 1]],
]


def add_label(array, **options):
    cases.add("label", options, array, ndimage.label(array, **options)[0])


for shape in [(1, 1), (2, 3), (19, 33), (5, 40)]:
    for share in [0.4, 0.7]:
        for structure in STRUCTURES:
            array = (cases.random.random(shape) < share).astype("uint8") * 7
            add_label(array, **({} if structure is None else {"structure": structure}))
for share in [0.2, 0.35]:
    array = (cases.random.random((6, 7, 8)) < share).astype("float32") / -3
    add_label(array)
    add_label(array, structure=numpy.ones((3, 3, 3), int).tolist())
add_label((cases.random.random(50) < 0.5).astype("int16"))
cases.finish()
