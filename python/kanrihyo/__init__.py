"""Reads the performance-evaluation sheets (管理票) that Japanese public bodies publish into audited data.

>>> import kanrihyo
>>> document = kanrihyo.read("sheets.pdf")            # doctest: +SKIP
>>> for sheet in document.sheets:                     # doctest: +SKIP
...     print(sheet.id, sheet.project.name.value, len(sheet.indicators))
>>> document.to_pandas("observation")                 # doctest: +SKIP

``read`` gives a :class:`Document`: its ``sheets``, its ``findings`` (what does not add up), its ``tables`` and what
was left over (``unread``), as typed records; and the rows of the warehouse's tables for pandas, polars, pyarrow and
whatever else takes Arrow streams. Figures are ``decimal.Decimal`` everywhere, never floats.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Optional, Union

from . import errors, records
from ._native import TABLES, Document, Reader, Rows, __version__, rows
from .errors import (
    BlankError,
    ConfigurationError,
    DamagedError,
    EncryptedError,
    Error,
    InternalError,
    MissingError,
    NotADocumentError,
    NoTextLayerError,
    TooLargeError,
    UnmappedGlyphsError,
    UnreadableError,
)

__all__ = [
    "TABLES",
    "BlankError",
    "ConfigurationError",
    "DamagedError",
    "Document",
    "EncryptedError",
    "Error",
    "InternalError",
    "MissingError",
    "NoTextLayerError",
    "NotADocumentError",
    "Reader",
    "Rows",
    "TooLargeError",
    "UnmappedGlyphsError",
    "UnreadableError",
    "__version__",
    "errors",
    "read",
    "read_json",
    "read_many",
    "records",
    "rows",
]

Path = Union[str, "os.PathLike[str]"]


def read(
    source: Union[Path, bytes],
    *,
    name: Optional[str] = None,
    profile: Optional[str] = None,
    profiles: Optional[Path] = None,
    rubrics: Optional[Path] = None,
    password: Optional[str] = None,
    limits: Optional[dict[str, int]] = None,
    ocr: Optional[str] = None,
    ocr_cache: Optional[Path] = None,
) -> Document:
    """Read a PDF, text, HTML page or workbook.

    Other threads of Python run meanwhile.

    Parameters
    ----------
    source : path or bytes
        Where it is, or all of its bytes.
    name : str, optional
        Its file name; by default the path's, and ``"-"`` for bytes.
    profile, profiles, rubrics, password, limits, ocr, ocr_cache
        As for :class:`Reader`. Who reads many inputs makes one reader and keeps it.

    Returns
    -------
    Document

    Raises
    ------
    Error
        Where no trustworthy text can be had; its class and ``kind`` say why. What a document says is never an error.
    FileNotFoundError
        There is no such file (``MissingError``, which is an ``Error`` as well).
    """
    reader = Reader(
        profile=profile,
        profiles=profiles,
        rubrics=rubrics,
        password=password,
        limits=limits,
        ocr=ocr,
        ocr_cache=ocr_cache,
    )
    return reader.read(source, name=name)


def read_json(source: Union[Path, bytes], *, rubrics: Optional[Path] = None) -> Document:
    """Take up a document that was written as JSON earlier; it is scored and audited anew.

    Parameters
    ----------
    source : str, path or bytes
        The JSON (a text that begins with ``{``, or bytes), or where it is.
    rubrics : path, optional
        Folder of further rules of scoring (``*.toml``), besides those built in.

    Returns
    -------
    Document

    Raises
    ------
    DamagedError
        It is no document as this program writes them.
    FileNotFoundError
        There is no such file.
    """
    return Reader(rubrics=rubrics).read_json(source)


def read_many(
    paths: Iterable[Path],
    *,
    jobs: Optional[int] = None,
    profile: Optional[str] = None,
    profiles: Optional[Path] = None,
    rubrics: Optional[Path] = None,
    password: Optional[str] = None,
    limits: Optional[dict[str, int]] = None,
    ocr: Optional[str] = None,
    ocr_cache: Optional[Path] = None,
) -> Iterator[Union[Document, Error]]:
    """Read many inputs, several at a time, and give each when its turn comes.

    What cannot be read stops nothing: its place holds the :class:`Error`. Only few documents are in memory at a
    time, as long as who asks keeps none.

    Parameters
    ----------
    paths : iterable of path
    jobs : int, optional
        How many are read at a time; by default as many as there are processors.
    profile, profiles, rubrics, password, limits, ocr, ocr_cache
        As for :class:`Reader`.

    Yields
    ------
    Document or Error
        In the order of ``paths``.
    """
    threads = jobs or os.cpu_count() or 1
    reader = Reader(
        profile=profile,
        profiles=profiles,
        rubrics=rubrics,
        password=password,
        limits=limits,
        ocr=ocr,
        ocr_cache=ocr_cache,
        jobs=1,
    )

    def attempt(path: Path) -> Union[Document, Error]:
        try:
            return reader.read(path)
        except Error as error:
            return error

    def in_turn() -> Iterator[Union[Document, Error]]:
        waiting: deque[Future[Union[Document, Error]]] = deque()
        with ThreadPoolExecutor(threads) as pool:
            try:
                for path in paths:
                    waiting.append(pool.submit(attempt, path))
                    if len(waiting) > 2 * threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    return in_turn()
