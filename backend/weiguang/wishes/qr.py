"""The QR code of a printed wish card."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

QUIET_ZONE = 4
MASK = 3
"""Fixed: trying all eight masks takes eight times as long and every mask is valid."""


@lru_cache(maxsize=4096)
def draw_code(base_url: str, wish: str) -> bytes:
    """An SVG of ``HTTPS://HOST/W/CODE``: capitals fit the alphanumeric mode, and level Q survives a folded card."""
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(f"{base_url}/W/{wish}".upper(), optimize=0)
    code.make()
    return draw_matrix(code.get_matrix()).encode()


def draw_matrix(matrix: list[list[bool]]) -> str:
    """One path for all dark modules, a rectangle for each run of them; the matrix holds its quiet zone."""
    size, path = len(matrix), []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{"".join(path)}"/></svg>'
    )
