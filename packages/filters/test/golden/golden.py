"""What the scripts of golden values share. Each makes the cases of one family of filters:

    python3 packages/filters/test/golden/FAMILY.py            writes FAMILY.json beside it
    python3 packages/filters/test/golden/FAMILY.py --seed 7   prints the cases for other numbers

A case is {function, options, input, output}: the name and options of our function, and what SciPy's
makes of the input.
"""
import argparse
import base64
import json
import pathlib
import sys

import numpy
import scipy


class Cases:
    """Collects the cases of a family, and writes or prints them."""

    def __init__(self):
        self.family = pathlib.Path(sys.argv[0]).stem
        parser = argparse.ArgumentParser(description=f"Golden values of {self.family}")
        parser.add_argument("--seed", type=int, help="print cases of other random numbers")
        self.seed = parser.parse_args().seed
        self.random = numpy.random.default_rng(1 if self.seed is None else self.seed)
        self.versions = {"scipy": scipy.__version__, "numpy": numpy.__version__}
        self.cases = []

    def noise(self, shape, dtype):
        """Noise over most of what the type holds; fractions for floating point."""
        dtype = numpy.dtype(dtype)
        if dtype.kind == "f":
            return (self.random.standard_normal(shape) * 100).astype(dtype)
        limits = numpy.iinfo(dtype)
        return self.random.integers(limits.min, limits.max, shape, dtype, endpoint=True)

    def add(self, function, options, array, result, **more):
        """One case; `options` are those of our function."""
        case = {"function": function, "options": options, "input": encode(array)}
        case["output"] = encode(numpy.asarray(result))
        self.cases.append({**case, **more})

    def finish(self):
        head = json.dumps(self.versions)[:-1]
        lines = ",\n".join(json.dumps(case) for case in self.cases)
        text = f'{head}, "cases": [\n{lines}\n]}}\n'
        if self.seed is not None:
            print(text)
            return
        path = pathlib.Path(sys.argv[0]).with_suffix(".json")
        path.write_text(text)
        print(f"{path.name}: {len(self.cases)} cases, {len(text)} bytes", file=sys.stderr)


def encode(array):
    array = numpy.ascontiguousarray(array)
    data = base64.b64encode(array.tobytes()).decode()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": data}
