"""The phone page of a ticket, `/t/<token>`: how it stands, what to do next, giving it up."""

from __future__ import annotations

from babel.dates import format_time
from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale, gettext

from config.names import in_language
from config.plan import Plan
from queueing import views
from queueing.errors import UnknownTicket
from queueing.ticket import STATE_WORDS
from web.house import house
from web.languages import nearest, reader_language, speak_in
from web.rights import EVERYONE, may

pages = Blueprint(
    "citizen", __name__, template_folder="templates", static_folder="static", static_url_path="/static/citizen"
)


@pages.after_request
def keep_to_itself(answer: Response) -> Response:
    """The address is the key to the ticket: no other site is told it, no search engine keeps it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@pages.get("/t/<token>")
@may(EVERYONE)
def ticket(token: str) -> str | tuple[str, int]:
    """In the ticket's own language, unless the reader presses another."""
    try:
        found = house().view.ticket(token)
    except UnknownTicket:
        return render_template("citizen/unknown.html"), 404
    if not nearest(request.args.get("lang", "")):
        speak_in(found.language)
    plan = house().view.plan()
    return render_template(
        "citizen/ticket.html",
        ticket=found,
        state_words=STATE_WORDS,
        services=service_names(plan),
        counters=counter_names(plan),
        taken_at=taken_at(plan, found),
    )


def service_names(plan: Plan) -> dict[str, str]:
    """What each service is called. A private one is left out: somebody may look over the citizen's shoulder."""
    language = reader_language()
    return {service.code: in_language(service.name, language) for service in plan.services if not service.private}


def counter_names(plan: Plan) -> dict[int, str]:
    """Where to go: "Window 3"; a guide desk by its own name."""
    language = reader_language()
    return {
        counter.number: in_language(counter.name, language)
        if counter.guide
        else gettext("Window {counter}").format(counter=counter.number)
        for counter in plan.counters
    }


def taken_at(plan: Plan, found: views.Ticket) -> str:
    """The hall's clock when the number was taken, as the reader's language writes it."""
    return str(format_time(found.issued_at.astimezone(plan.hall.zone), "short", locale=get_locale()))
