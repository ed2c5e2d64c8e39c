"""`/publik/forum/`: the minutes of public consultations that are final, with their attendance list, for everybody: an
evaluator reads there that a consultation was held, with whom, and what was promised (PermenPANRB 16/2017; skm.md 2.1).
"""

from __future__ import annotations

from flask import Response

from queue_app.slow import off_the_loop
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from survey import consultation, forum_files
from survey.instrument import effective
from survey.periods import parse
from survey.public.door import house_here, public
from survey.report.minutes import minutes


@public.get("/publik/forum/<int:forum_id>.pdf")
@audience(PUBLIC)
def forum_file(forum_id: int) -> Response:
    """The minutes as they were closed. Raises ForumUnknown, also while they can still change."""
    house = house_here()
    with reading() as session:
        found = consultation.minutes_of(session, forum_id, site_id=house.site.id)
    agency = house.agencies.get(found.agency) if found.agency else None
    unsur = {one.key: one.short for one in effective(parse(found.period).end).unsur}
    file = off_the_loop(minutes, found, house.site, agency.name if agency else "", unsur)
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="berita-acara-fkp-{found.held_on}.pdf"'
    return answer


@public.get("/publik/forum/berkas/<int:file_id>")
@audience(PUBLIC)
def forum_scan(file_id: int) -> Response:
    """The signed minutes or a photograph, to be saved. Raises ForumFileUnknown, also for what is not for everybody."""
    house = house_here()
    with reading() as session:
        found, body = forum_files.original(session, file_id, site_id=house.site.id, for_all=True)
    answer = Response(body, mimetype=found.kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer
