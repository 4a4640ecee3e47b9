"""The golden slips: what must come out dot for dot on every machine.

After a wanted change of the slip's look, or of Pillow's version, make them anew, look at each, and commit them:

    python -m tests.printer.golden
"""

from pathlib import Path

from PIL import Image

from printer.drawing import draw
from printer.scale import WIDTHS
from printer.slip import Slip
from tests.printer import slips

FOLDER = Path(__file__).parent / "golden"

CASES: dict[str, tuple[Slip, int]] = {
    **{f"{name}-{width}": (slip, width) for name, slip in slips.ORDINARY.items() for width in WIDTHS},
    "private-copy-576": (slips.PRIVATE_COPY, 576),
    "long-384": (slips.LONG, 384),
}


def golden(name: str) -> Image.Image:
    with Image.open(FOLDER / f"{name}.png") as picture:
        picture.load()
        return picture


def main() -> None:
    for name, (slip, width) in CASES.items():
        draw(slip, width).save(FOLDER / f"{name}.png", optimize=True)
        print(name)


if __name__ == "__main__":
    main()
