"""A fake camera for Chromium: a QR code as an uncompressed .y4m film, with no ffmpeg."""

from __future__ import annotations

from pathlib import Path

import qrcode

WIDTH, HEIGHT, FRAMES, SCALE = 640, 480, 10, 8


def film(path: Path, text: str) -> str:
    """Write a film that shows a QR code of ``text``; return its path."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = [[module for module in row for _ in range(SCALE)] for row in code.get_matrix() for _ in range(SCALE)]
    left, top = (WIDTH - len(rows[0])) // 2, (HEIGHT - len(rows)) // 2
    luma = bytearray([150]) * (WIDTH * HEIGHT)
    for y, row in enumerate(rows):
        start = (top + y) * WIDTH + left
        luma[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    chroma = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(FRAMES):
            out.write(b"FRAME\n" + luma + chroma)
    return str(path)
