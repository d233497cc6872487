"""Looking at an uploaded file before anything reads it: is it a spreadsheet, and is it harmless? Pure."""

from __future__ import annotations

import io
import zipfile
import zlib

from weiguang.errors import Unacceptable

UPLOAD_MOST = 10 << 20
INSIDE_MOST = 64 << 20
RATIO_MOST = 150
RATIO_FROM = 8 << 20
ENTRIES_MOST = 1_000
CHUNK = 1 << 20

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class FileRefused(Unacceptable):
    """Not a spreadsheet that can be read."""

    code = "file_not_spreadsheet"
    title = "这不是能读的表格；请存成“Excel 工作簿（xlsx）”或 csv 再上传"


class FileLocked(FileRefused):
    """Encrypted."""

    code = "file_has_password"
    title = "这个表格设了密码；请在 Excel 里取消密码、另存一份再上传"


class FileHasMacros(FileRefused):
    """Holds programs."""

    code = "file_has_macros"
    title = "这个表格带有宏；请另存为“Excel 工作簿（xlsx）”再上传"


class FileTooOld(FileRefused):
    """The format of Excel 97."""

    code = "file_too_old"
    title = "这是旧版 xls 表格；请在 Excel 里另存为“Excel 工作簿（xlsx）”再上传"


class FileSwells(FileRefused):
    """Small outside, huge inside."""

    code = "file_swells"
    title = "这个表格解开后大得不正常，不能上传；请把内容复制到一个新的表格里"


class FileBroken(FileRefused):
    """Cut off or damaged."""

    code = "file_broken"
    title = "这个表格打不开，可能没有传完或已经损坏；请用 Excel 打开、另存一份再上传"


def inspect(data: bytes, *, inside_most: int = INSIDE_MOST) -> str:
    """``xlsx`` or ``csv``; raises a `FileRefused`. ``inside_most`` is how many bytes an archive may unpack to."""
    if data.startswith(OLE):
        raise FileLocked if ENCRYPTED in data else FileTooOld
    if data.startswith(b"PK"):
        _inspect_archive(data, inside_most)
        return "xlsx"
    if not data.strip():
        raise FileRefused("这个文件是空的；请填好后再上传")
    if not data.startswith(TEXT_MARKS[1:]) and b"\0" in data:
        raise FileRefused
    if data.startswith((b"%PDF", b"{\\rtf", b"<")):
        raise FileRefused
    return "csv"


def _inspect_archive(data: bytes, inside_most: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries, len(data), inside_most)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileLocked
            _refuse_kind(archive, {entry.filename for entry in entries})
            _unpack(archive, entries, inside_most)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise FileBroken from None


def _refuse_bomb(entries: list[zipfile.ZipInfo], size: int, inside_most: int) -> None:
    """By what the directory declares; reading never goes beyond that."""
    inside = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_MOST or inside > inside_most or (inside > RATIO_FROM and inside > size * RATIO_MOST):
        raise FileSwells


def _refuse_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise FileRefused
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise FileHasMacros


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], inside_most: int) -> None:
    """Unpack everything once and keep nothing: sizes and checksums must be the declared ones."""
    seen = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while piece := stream.read(CHUNK):
                seen += len(piece)
                if seen > inside_most:
                    raise FileSwells
