"""The page of a virtual printer: its paper, and its faults at a press."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import lazy_gettext
from PIL import Image, UnidentifiedImageError

from config.plan import VIRTUAL
from printer.api import MAY_PLAY
from printer.shelf import FaultsBody, VirtualPapers, shelf
from queueing import views
from queueing.errors import BadInput, UnknownPrinter
from queueing.paper import Readiness
from web.endpoint import Api
from web.house import house
from web.rights import HOSTS, may

pages = Blueprint(
    "printer", __name__, template_folder="templates", static_folder="static", static_url_path="/static/printer"
)
api = Api("virtual_printer")

STATES = {
    Readiness.OK: lazy_gettext("Ready"),
    Readiness.NEAR_END: lazy_gettext("Paper is running low"),
    Readiness.OUT: lazy_gettext("Out of paper"),
    Readiness.COVER: lazy_gettext("Cover open"),
    Readiness.CUTTER: lazy_gettext("Cutter jammed"),
    Readiness.OFFLINE: lazy_gettext("Offline"),
    Readiness.UNKNOWN: lazy_gettext("No answer"),
}

FAULTS = (
    ("near_end", lazy_gettext("Paper is running low")),
    ("paper_out", lazy_gettext("Out of paper")),
    ("cover_open", lazy_gettext("Cover open")),
    ("cutter_jam", lazy_gettext("Cutter jammed")),
    ("offline", lazy_gettext("Offline")),
    ("slow", lazy_gettext("Slow")),
    ("hangs", lazy_gettext("Hangs")),
    ("cut_after", lazy_gettext("Unplugged")),
)


@pages.get("/printer/<name>")
@may(MAY_PLAY, opens_locally=True)
def paper(name: str) -> str:
    """Looking at the paper of a virtual printer."""
    return render_template(
        "printer.html", printer=_virtual(name), states=STATES, faults=FAULTS, values={"slow": 2000, "cut_after": 0}
    )


@pages.get("/printer/<name>/papers/<int:number>.png")
@may(MAY_PLAY, opens_locally=True)
def picture(name: str, number: int) -> Response:
    png = shelf().picture(name, number)
    if png is None:
        abort(404)
    return Response(png, mimetype="image/png", headers={"Cache-Control": "private, max-age=86400, immutable"})


@api.call(
    "POST",
    "/printers/<name>/faults",
    rights=MAY_PLAY,
    body=FaultsBody,
    answer=VirtualPapers,
    refuses=(UnknownPrinter,),
)
def set_faults(name: str, body: FaultsBody) -> VirtualPapers:
    """Tell a virtual printer what is to be wrong with it."""
    found = _virtual(name)
    shelf().set_faults(name, body)
    house().live.refresh()
    return shelf().papers(found)


@api.call("POST", "/printers/<name>/papers", rights=HOSTS, answer=VirtualPapers, refuses=(UnknownPrinter,))
def put_paper(name: str) -> VirtualPapers:
    """A device host shows what came out of a virtual printer: a PNG."""
    found = _virtual(name)
    raw = request.get_data()
    try:
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError) as error:
        raise BadInput(problem="The body is a PNG picture of the paper.") from error
    shelf().put(name, datetime.now(UTC), width, height, raw)
    house().live.refresh()
    return shelf().papers(found)


def _virtual(name: str) -> views.Printer:
    """Raises UnknownPrinter for a real one too: its paper is in the hall."""
    for found in house().view.printers():
        if found.name == name and found.address == VIRTUAL:
            return found
    raise UnknownPrinter(printer=name)
