"""Golden values of filters that look at one sample at a time or move samples about: NumPy's formulas."""
import numpy as np
from golden import Cases

cases = Cases()
SHAPES = [(1, 1, 4), (2, 3, 4), (5, 7, 3), (19, 33, 1), (17, 21, 4), (9, 16, 2), (3, 17)]


def clip(values, dtype):
    limits = np.iinfo(dtype)
    return np.clip(np.floor(values + 0.5), limits.min, limits.max).astype(dtype)


for shape in SHAPES:
    for dtype in ["uint8", "uint16"] if shape in [(5, 7, 3), (3, 17)] else ["uint8"]:
        image = cases.noise(shape, dtype)
        wide = image.astype(np.float64)
        top = np.iinfo(dtype).max
        other = image[::-1].astype(np.float64)
        add = cases.add
        for value in [50, -70, 0, 255, -255, 254]:
            add("addSaturating", {"value": value}, image, clip(wide + value, dtype))
        add("multiply", {"factor": 1.3}, image, clip(wide * 1.3, dtype))
        add("multiply", {"factor": 0.25}, image, clip(wide * 0.25, dtype))
        for above in [127, -1, 255]:
            add("threshold", {"above": above}, image, np.where(wide > above, top, 0).astype(dtype))
        add("threshold", {"above": 99.5, "high": 7, "low": 200}, image,
            np.where(wide > 99.5, 7, 200).astype(dtype))
        add("invert", {}, image, (top - wide).astype(dtype))
        add("gamma", {"gamma": 2}, image, clip(top * np.sqrt(wide / top), dtype))
        table = cases.random.integers(0, 256, 256)
        add("lookupTable", {"table": table.tolist()}, image,
            table[np.minimum(image, 255)].astype(dtype))
        for axis, flipped in [("horizontal", image[:, ::-1]), ("vertical", image[::-1]),
                              ("both", image[::-1, ::-1])]:
            add("flip", {"axis": axis}, image, flipped)
        for turns in [-1, 0, 1, 2, 3]:
            add("rotate90", {"turns": turns}, image, np.rot90(image, -turns))
        rows, cols = shape[0], shape[1]
        part = {"x": cols // 3, "y": rows // 2, "cols": (cols + 1) // 2, "rows": (rows + 1) // 2}
        add("crop", part, image,
            image[part["y"]:part["y"] + part["rows"], part["x"]:part["x"] + part["cols"]])
        around = {"top": 2, "right": 5, "bottom": 1, "left": 3}
        width = [(2, 1), (3, 5)] + [(0, 0)] * (len(shape) - 2)
        add("pad", around, image, np.pad(image, width))
        for mode, name in [("nearest", "edge"), ("reflect", "symmetric"), ("wrap", "wrap")]:
            add("pad", {**around, "mode": mode}, image, np.pad(image, width, mode=name))
        grid = np.indices(shape[:2], dtype=np.float64)
        ellipse = {"row": rows / 2 - 1, "col": cols / 3, "rowRadius": rows / 3, "colRadius": cols / 4}
        inside = (((grid[0] - ellipse["row"]) / ellipse["rowRadius"]) ** 2
                  + ((grid[1] - ellipse["col"]) / ellipse["colRadius"]) ** 2) <= 1
        add("ellipticalMask", ellipse, image,
            image * (inside if len(shape) == 2 else inside[..., None]).astype(dtype))
        # The other picture is the first upside down.
        add("absoluteDifference", {}, image, np.abs(wide - other).astype(dtype))
        for opacity in [0, 0.25, 0.5, 1]:
            add("blend", {"opacity": opacity}, image,
                clip(wide * (1 - opacity) + other * opacity, dtype))
        if len(shape) == 3 and shape[2] >= 3:
            add("swapChannels", {}, image, image[..., [2, 1, 0, 3][:shape[2]]])
            add("swapChannels", {"first": 1, "second": 0}, image, image[..., [1, 0, 2, 3][:shape[2]]])
            add("addSaturating", {"value": -9, "channel": 1}, image,
                clip(wide - np.array([0, 9, 0, 0])[:shape[2]], dtype))
            values = [1, -40, 99, 0][:shape[2]]
            add("addSaturating", {"value": values}, image, clip(wide + np.array(values), dtype))
for dtype in ["float32", "int16"]:
    image = cases.noise((4, 5, 3), dtype)
    cases.add("absoluteDifference", {}, image,
              np.minimum(np.abs(image.astype(np.float64) - image[::-1]), 32767).astype(dtype)
              if dtype == "int16" else np.abs(image - image[::-1]))
    cases.add("flip", {"axis": "both"}, image, image[::-1, ::-1])
cases.finish()
