"""The bytes of files: written part by part, read as a file that fetches only the parts it is asked for."""

from __future__ import annotations

import io
import re
from contextlib import suppress

from pymongo.errors import DuplicateKeyError

from weiguang.errors import Conflict, NotFound
from weiguang.media.models import Part

PART_BYTES = 1 << 20


class PartDiffers(Conflict):
    """Another file, or the same one changed since its first parts were sent."""

    code = "part_differs"
    title = "这个文件和先前传了一半的不一样，请从头上传"


def parts_of(length: int) -> int:
    """How many parts a file of ``length`` bytes has."""
    return -(-length // PART_BYTES)


def bytes_of_part(length: int, number: int) -> int:
    """How many bytes part ``number`` of a file of ``length`` bytes has."""
    return min(PART_BYTES, length - number * PART_BYTES)


def write_part(file: str, number: int, data: bytes) -> None:
    """Insert one part; the same again changes nothing. Raises `PartDiffers`."""
    try:
        Part.collection().insert_one({"files_id": file, "n": number, "data": data})
    except DuplicateKeyError:
        if read_part(file, number) != data:
            raise PartDiffers from None


def write_whole(file: str, data: bytes) -> None:
    """Write all the parts of something small; a repeat, even with other bytes, changes nothing."""
    for number in range(parts_of(len(data))):
        with suppress(PartDiffers):
            write_part(file, number, data[number * PART_BYTES : (number + 1) * PART_BYTES])


def read_part(file: str, number: int) -> bytes:
    """One part; raises `NotFound`."""
    found = Part.collection().find_one({"files_id": file, "n": number}, {"data": 1})
    if found is None:
        raise NotFound
    return bytes(found["data"])


def received(file: str) -> list[int]:
    """The numbers of the parts that are there, in order; read from the index alone."""
    found = Part.collection().find({"files_id": file}, {"_id": 0, "n": 1}).sort("n", 1)
    return [part["n"] for part in found]


def remove_parts(file: str) -> None:
    """Delete the parts of a file, as they were sent."""
    Part.collection().delete_many({"files_id": file})


def remove_all_parts(file: str) -> None:
    """Delete them with those of everything that was made of them."""
    Part.collection().delete_many({"files_id": {"$regex": f"^{re.escape(file)}/"}})
    remove_parts(file)


def variant_file(file: str, width: int) -> str:
    """Where the parts of a picture in one width lie."""
    return f"{file}/{width}"


class StoredFile(io.RawIOBase):
    """A stored file to read and seek in. It holds one part at a time, and no cursor while a slow phone reads."""

    def __init__(self, file: str, length: int) -> None:
        """The file ``file`` of ``length`` bytes."""
        super().__init__()
        self._file, self._length, self._at = file, length, 0
        self._part, self._number = b"", -1

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move there; nothing is fetched."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``into`` with what is left of one part."""
        number, begin = divmod(self._at, PART_BYTES)
        if self._at >= self._length:
            return 0
        if number != self._number:
            self._part, self._number = b"", -1  # one part in memory, not two
            self._part, self._number = read_part(self._file, number), number
        piece = self._part[begin : begin + len(into)]
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
