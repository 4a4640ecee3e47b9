"""The slip's letters: one CJK font file that the installation brings, so that a slip is the same on every machine.

Pillow is pinned and lays out by its own basic engine: the system's fonts, and a raqm library that happens to be
there, must not change a dot.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from printer.breaking import is_wide

LATIN_FACE = 0
"""Japanese: the Chinese faces draw ’ and “ as wide as a Chinese character, which tears English words apart."""

FACES = {"zh-Hans": 2, "zh-Hant": 3}
"""Index in the font collection: the same character has another shape in Simplified and in Traditional print."""

MISSING = "〓"
"""What Chinese printers have always set for a character that the case lacks; better than an empty box."""

_NOWHERE = "\U0010ffff"


@lru_cache(maxsize=256)
def _load(face: int, size: int) -> ImageFont.FreeTypeFont:
    from noto_cjk_sans_otc import FONT_PATH

    return ImageFont.truetype(str(FONT_PATH), size, index=face, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def _length(face: int, size: int, text: str) -> float:
    """Kept, because balancing lines measures the same beginnings again and again."""
    return _load(face, size).getlength(text)


def face_for(text: str, language: str) -> int:
    """The face for a text on a slip in `language`; Chinese on a slip in another language is taken as Simplified."""
    if not any(is_wide(character) for character in text):
        return LATIN_FACE
    return FACES.get(language, FACES["zh-Hans"])


@lru_cache(maxsize=4096)
def has_glyph(character: str, face: int = FACES["zh-Hans"]) -> bool:
    """Whether the font can draw it: what it cannot comes out as the same box as a code point that no font has."""
    return _ink(character, face) != _ink(_NOWHERE, face)


def _ink(character: str, face: int) -> bytes:
    cell = Image.new("L", (40, 40))
    ImageDraw.Draw(cell).text((8, 28), character, fill=255, font=_load(face, 20), anchor="ls")
    return cell.tobytes()


def _drawable(character: str) -> str:
    """The character, else its letter without the accent (Ć is C), else MISSING."""
    if has_glyph(character):
        return character
    letter = unicodedata.normalize("NFKD", character)[0]
    return letter if has_glyph(letter) else MISSING


def _parts_words(character: str) -> bool:
    return character in "\t\n\r" or (unicodedata.category(character) == "Zs" and character not in "\u00a0\u3000")


def printable(text: str) -> str:
    """`text` as it can be printed: composed, unseen marks dropped, spaces single.

    What the font lacks is a near letter or MISSING. A no-break space stays one.
    """
    composed = unicodedata.normalize("NFC", text)
    spaced = (" " if _parts_words(character) else character for character in composed)
    seen = (c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs") and not "\ufe00" <= c <= "\ufe0f")
    return " ".join(word for word in "".join(map(_drawable, seen)).split(" ") if word)


@dataclass(frozen=True)
class Type:
    """A size of letters in dots, and how much heavier than regular they are: dots added all round each stroke.

    Above about a seventieth of the size the inside of dense characters (赢, 龜) closes up; a number may take more.
    """

    size: int
    weight: float = 0.0
    language: str = "zh-Hans"

    def _font(self, text: str) -> ImageFont.FreeTypeFont:
        return _load(face_for(text, self.language), self.size)

    def length(self, text: str) -> float:
        """How far `text` moves on, in dots."""
        return _length(face_for(text, self.language), self.size, text)

    def ink(self, text: str) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink, seen from the start of the baseline."""
        box = self._font(text).getbbox(text, anchor="ls", stroke_width=self.weight)
        return round(box[0]), round(box[1]), round(box[2]), round(box[3])

    def paint(self, draw: ImageDraw.ImageDraw, x: float, baseline: float, text: str, fill: int = 0) -> None:
        draw.text(
            (round(x), round(baseline)),
            text,
            fill=fill,
            font=self._font(text),
            anchor="ls",
            stroke_width=self.weight,
            stroke_fill=fill,
        )
