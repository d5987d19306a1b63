"""A zip archive unpacked by our own count: its directory is never believed.

What it says of sizes, names and places is compared with what stands there. Two parts on
one place, a part longer than it says, bytes before, between or behind the parts: none of
it comes from a spreadsheet program, and two readers could see two different files in it.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.identifiers import shown_name
from ingest.limits import limits

_NAME = re.compile(r"[A-Za-z0-9_\[][A-Za-z0-9_.\- \[\]()/]{0,199}")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1
_LINK = 0o120000
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_END_BYTES = 22
"""Of the record at the end of an archive without a comment."""
_SMALL_BYTES = 10_000_000
"""A part up to this size may be packed as tightly as it likes."""


def _ends_with_directory(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-_END_BYTES, 2)
        return file.read(4) == b"PK\x05\x06"


class Archive:
    """The parts of the zip file at `path`, each read once and whole."""

    def __init__(self, path: Path):
        self.path = path
        try:
            with zipfile.ZipFile(path) as file:
                self.parts = sorted(
                    file.infolist(), key=lambda part: part.header_offset
                )
                self.directory = file.start_dir
                commented = bool(file.comment) or not _ends_with_directory(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
            raise self.cannot_be_opened() from None
        if commented or not self.parts or len(self.parts) > limits().parts:
            raise self.refusal("holds what no workbook holds, or more parts than any")
        self._check_names()

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Each part's name and content, in the order of the file."""
        left, end = limits().inflated_mb * 1_000_000, 0
        ends = [part.header_offset for part in self.parts[1:]] + [self.directory]
        with self.path.open("rb") as file:
            for part, place_of_next in zip(self.parts, ends, strict=True):
                if part.header_offset < end or (end == 0 and part.header_offset):
                    raise self.refusal("holds parts that overlap, or bytes before them")
                start = self._start_of_content(file, part)
                end = start + part.compress_size
                if end > place_of_next:
                    raise self.refusal("holds parts that overlap")
                file.seek(start)
                content = self._inflated(file.read(part.compress_size), part, left)
                left -= len(content)
                yield part.filename, content

    def refusal(self, what: str) -> UnreadableFile:
        return UnreadableFile(
            f"{shown_name(self.path)} {what}. Save the lists alone, as values, into a "
            "new workbook and send that."
        )

    def cannot_be_opened(self) -> UnreadableFile:
        return UnreadableFile(
            f"{shown_name(self.path)} cannot be opened as a workbook; it may be cut short or "
            "locked with a password. Save it again and send it."
        )

    def _check_names(self) -> None:
        names = [part.filename.lower() for part in self.parts]
        if len(set(names)) < len(names):
            raise self.refusal("holds two parts of one name")
        for part in self.parts:
            # As it stands in the directory: zipfile ends a name at a NUL.
            name = part.orig_filename
            is_good = _NAME.fullmatch(name) and ".." not in name and "//" not in name
            if not is_good or (part.external_attr >> 16) & 0o170000 == _LINK:
                raise self.refusal("holds a part whose name leads elsewhere")
            if part.flag_bits & _ENCRYPTED:
                raise self.cannot_be_opened()
            if part.compress_type not in (_STORED, _DEFLATED):
                raise self.refusal(
                    "is packed in a way that no spreadsheet program uses"
                )

    def _start_of_content(self, file, part: zipfile.ZipInfo) -> int:
        """Where a part's content begins, by its own header, which must say the same."""
        file.seek(part.header_offset)
        raw = file.read(_LOCAL_HEADER.size)
        if len(raw) < _LOCAL_HEADER.size or raw[:4] != b"PK\x03\x04":
            raise self.cannot_be_opened()
        *_, name_length, extra_length = _LOCAL_HEADER.unpack(raw)
        name = file.read(name_length).decode("utf-8", "replace")
        if name != part.orig_filename:
            raise self.refusal("holds a part under two names")
        return part.header_offset + _LOCAL_HEADER.size + name_length + extra_length

    def _inflated(self, packed: bytes, part: zipfile.ZipInfo, left: int) -> bytes:
        allowed = min(left, max(_SMALL_BYTES, len(packed) * limits().inflation))
        if part.file_size > allowed:
            raise self._enormous()
        content = packed
        if part.compress_type == _DEFLATED:
            unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                # One byte more than it says: enough to know that it lies.
                content = unpacking.decompress(packed, part.file_size + 1)
            except zlib.error:
                raise self.cannot_be_opened() from None
            # The end mark may stand alone behind the last byte.
            if not unpacking.eof and len(content) == part.file_size:
                content += unpacking.decompress(unpacking.unconsumed_tail, 1)
            if not unpacking.eof or unpacking.unused_data:
                raise self.refusal("holds a part of another size than it says")
        if len(content) != part.file_size or zlib.crc32(content) != part.CRC:
            raise self.refusal("holds a part that is not what its directory says")
        return content

    def _enormous(self) -> UnreadableFile:
        return UnreadableFile(
            f"{shown_name(self.path)} would inflate to more than any extract holds. "
            "Save it again with the lists alone."
        )
