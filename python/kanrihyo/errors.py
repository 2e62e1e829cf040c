"""What can go wrong with a run: the file, the configuration or the disk, never what a document says.

Every error of the library is an :class:`Error`. Its ``kind`` is the word that the command line prints and the
manifest holds; the classes go by it, so that ``except EncryptedError`` does what it says.
"""

from __future__ import annotations

import errno
import os
from typing import Optional


class Error(Exception):
    """An input could not be read, or the configuration is wrong.

    Attributes
    ----------
    kind : str
        The stable name of what sort of error it is, such as ``"encrypted"``.
    message_ja, message_en : str
        What was found, what was expected and what to do, in Japanese and in English.
    path : str or None
        The file, where it is known.
    page : int or None
        The page, from 1, where it is known.
    """

    kind: str
    message_ja: str
    message_en: str
    path: Optional[str]
    page: Optional[int]

    def __init__(
        self, kind: str, message_ja: str, message_en: str, path: Optional[str] = None, page: Optional[int] = None
    ) -> None:
        super().__init__(kind, message_ja, message_en, path, page)
        self.kind = kind
        self.message_ja = message_ja
        self.message_en = message_en
        self.path = path
        self.page = page

    def __str__(self) -> str:
        page = f"{self.page} ページ" if self.page is not None else None
        where = [part for part in (self.kind, self.path, page) if part]
        return f"{': '.join(where)}: {self.message_ja} / {self.message_en}"


class EncryptedError(Error):
    """It is encrypted, and no password or a wrong one was given."""


class NoTextLayerError(Error):
    """Its pages are pictures without text."""


class NotADocumentError(Error):
    """It is no PDF, text, HTML page or workbook, or its name claims another format."""


class BlankError(Error):
    """There is no text at all."""


class DamagedError(Error):
    """It is too damaged to be read."""


class TooLargeError(Error):
    """It is over a limit (``limits``)."""


class UnmappedGlyphsError(Error):
    """Its characters cannot be told."""


class UnreadableError(Error, OSError):
    """It cannot be opened."""


class MissingError(UnreadableError, FileNotFoundError):
    """There is no such file."""


class ConfigurationError(Error, ValueError):
    """A form, a rule of scoring or an option is wrong."""


class InternalError(Error):
    """A bug in this library; please report it with the file."""


_CLASSES: dict[str, type[Error]] = {
    "encrypted": EncryptedError,
    "no-text-layer": NoTextLayerError,
    "not-a-document": NotADocumentError,
    "blank": BlankError,
    "damaged": DamagedError,
    "too-large": TooLargeError,
    "unmapped-glyphs": UnmappedGlyphsError,
    "unreadable": UnreadableError,
    "configuration": ConfigurationError,
    "internal": InternalError,
}


def of_kind(kind: str, message_ja: str, message_en: str, path: Optional[str], page: Optional[int]) -> Error:
    """The exception of an error of the library."""
    of = _CLASSES.get(kind, Error)
    if of is UnreadableError and path is not None and not os.path.exists(path):
        of = MissingError
    error = of(kind, message_ja, message_en, path, page)
    if isinstance(error, OSError):
        error.filename = path
    if isinstance(error, MissingError):
        error.errno, error.strerror = errno.ENOENT, os.strerror(errno.ENOENT)
    return error
