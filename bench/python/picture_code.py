"""A frame number and the time it was sent, as big black and white blocks that survive H.264.

The first two rows of blocks of a 720p picture: 32 bits of number, 48 of microseconds of the monotonic clock.
"""

import numpy as np

COLS, ROWS, RATE = 1280, 720, 30
CELL = 32
LINES = 2
BITS = LINES * COLS // CELL
NUMBER_BITS = 32


def moving_background():
    """Blocks of grey that pass by: something to do for the encoder. Wider than a picture by a whole turn."""
    blocks = np.random.default_rng(1).integers(64, 192, (ROWS // 16, COLS // 16), dtype=np.uint8)
    picture = np.kron(blocks, np.ones((16, 16), np.uint8))
    return np.concatenate([picture, picture], axis=1)


class Painter:
    """Draws I420 pictures; each takes the memory of the last."""

    def __init__(self):
        self.bytes = np.full(COLS * ROWS * 3 // 2, 128, np.uint8)
        self.luma = self.bytes[: COLS * ROWS].reshape(ROWS, COLS)
        self.background = moving_background()

    def draw(self, number, micros):
        left = number * 4 % COLS
        top = LINES * CELL
        self.luma[top:] = self.background[top:, left : left + COLS]
        value = (number << (BITS - NUMBER_BITS)) | micros
        bits = np.unpackbits(np.frombuffer(value.to_bytes(BITS // 8, "big"), np.uint8))
        cells = (16 + 219 * bits).reshape(LINES, COLS // CELL)
        self.luma[:top] = np.kron(cells, np.ones((CELL, CELL), np.uint8))
        return self.bytes.tobytes()


def read_code(luma):
    """Number and microseconds of a picture: rows of brightness."""
    cells = luma[CELL // 2 : LINES * CELL : CELL, CELL // 2 : COLS : CELL] > 127
    value = int.from_bytes(np.packbits(cells).tobytes(), "big")
    micros_bits = BITS - NUMBER_BITS
    return value >> micros_bits, value & ((1 << micros_bits) - 1)
