"""From a bitmap to the bytes of a print job, by python-escpos.

It is loaded when first needed: importing it reads a file, leaves a new folder in the temporary directory each time and
sets up logging for the whole program. The last two are undone here.
"""

from __future__ import annotations

import logging
import os
import shutil
from functools import lru_cache
from typing import Any

from PIL import Image

from printer.replies import RECEIPT_REQUEST

ROWS_AT_A_TIME = 960
"""Rows in one raster command; some printers take no more."""


def compose(bitmap: Image.Image, receipt: bool) -> bytes:
    """One job: reset, the bitmap (mode "1", black is ink) as raster, feed and cut, and the wish for a receipt."""
    if bitmap.mode != "1":
        raise ValueError(f"a slip is a 1-bit picture, not {bitmap.mode}")
    dummy, profile_class = _escpos()
    profile = profile_class()
    # A paper width it does not know makes it write a warning to standard output for every picture.
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": bitmap.width}}}
    paper = dummy(profile=profile)
    paper.hw("INIT")
    paper.image(bitmap, impl="bitImageRaster", fragment_height=ROWS_AT_A_TIME)
    paper.cut(feed=False)
    job: bytes = paper.output
    return job + RECEIPT_REQUEST if receipt else job


def prepare() -> None:
    """Load what the first job would otherwise wait for, a quarter of a second."""
    _escpos()


@lru_cache(maxsize=1)
def _escpos() -> tuple[Any, Any]:
    """python-escpos's printer that only collects bytes, and its profile, without what importing them leaves behind."""
    handlers = list(logging.root.handlers)
    from escpos import capabilities
    from escpos.printer import Dummy

    for handler in logging.root.handlers[:]:
        if handler not in handlers:
            logging.root.removeHandler(handler)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return Dummy, capabilities.Profile
