"""`/publik/`: published results and their data. Only what was frozen is read here; nothing is computed."""

from __future__ import annotations

from flask import Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from queue_app.errors import Unknown
from queue_app.qr import qr_svg
from queue_app.slow import off_the_loop
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from survey import consultation, followup, forum_files, publication
from survey.forum import FILES, KINDS
from survey.public import checking, consultations, standards, wording
from survey.public.data import as_csv, as_json, as_package
from survey.public.door import house_here, open_to_all, public
from survey.public.improved import done, open_ones
from survey.public.shown import bars, chosen, key_of, promises, spots
from survey.publication_record import Publication
from survey.report.poster import PAPERS, poster

__all__ = ["checking", "consultations", "public", "standards"]


@public.get("/publik/")
@audience(PUBLIC)
def results() -> str:
    """The newest published result, or the one chosen by `hasil`; the unsur lowest first. Raises Unknown."""
    house = house_here()
    with reading() as session:
        published = publication.every_in_force(session, house.site.id)
        forums = consultation.published(session, site_id=house.site.id)
        scans = forum_files.published(session, [held.id for held in forums])
    key, in_order = request.args.get("hasil"), request.args.get("urut") == "unsur"
    one = chosen(published, key)
    if one is None and key:
        raise Unknown
    if one is None:
        return render_template(
            "public/nothing.html", forums=forums, kinds=KINDS, agencies=house.agencies, scans=scans, contents=FILES
        )
    with reading() as session:
        acts = followup.plan(session, site_id=house.site.id, period=one.period.code, agency=one.agency)
        finished = followup.improvements(session, site_id=house.site.id, agency=one.agency)
    improved = done(finished, published, {unsur["key"]: unsur["name"] for unsur in one.snapshot["unsur"]})
    plan = promises(one.snapshot, acts)
    return render_template(
        "public/results.html",
        one=one,
        shown=one.snapshot,
        key=key_of(one),
        choices=[(key_of(each), each.snapshot) for each in published],
        bars=bars(one.snapshot, lowest_first=not in_order),
        in_order=in_order,
        spots=spots(one.snapshot),
        same=[each for each in published if each.agency == one.agency],
        papers=PAPERS,
        improved=improved,
        agencies=house.agencies,
        planned=bool(plan),
        plan=open_ones(plan, improved, one),
        said=wording,
        forums=[held for held in forums if one.agency in (None, held.agency)],
        kinds=KINDS,
        scans=scans,
        contents=FILES,
    )


@public.get("/publik/skm.csv")
@audience(PUBLIC)
def results_csv() -> Response:
    """Every published result, one row per unsur."""
    return open_to_all(Response(as_csv(_published()), mimetype="text/csv"))


@public.get("/publik/skm.json")
@audience(PUBLIC)
def results_json() -> Response:
    """Every published result, whole."""
    return open_to_all(jsonify(as_json(_published())))


@public.get("/publik/datapackage.json")
@audience(PUBLIC)
def data_package() -> Response:
    """What the two files hold, for programs."""
    address = f"{current_app.extensions['config'].public_url}/publik/"
    return open_to_all(jsonify(as_package(house_here().site.name, address)))


@public.get("/publik/laporan/<code>.pdf")
@audience(PUBLIC)
def report_file(code: str) -> Response:
    """The very file that was published, also of a report that holds no longer. Raises PublicationUnknown."""
    with reading() as session:
        file = publication.original(session, code).pdf
        one = publication.find(session, code)
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="laporan-skm-{one.period.code}-{one.code}.pdf"'
    return answer


@public.get("/publik/poster/<code>-<paper>.pdf")
@audience(PUBLIC)
def poster_file(code: str, paper: str) -> ResponseReturnValue:
    """The poster of a report in force, on A4 or A3. Raises PublicationUnknown."""
    house = house_here()
    with reading() as session:
        one = publication.find(session, code)
    if paper not in PAPERS or not one.in_force:
        abort(404)
    address = f"{current_app.extensions['config'].public_url}/verifikasi/{one.code}"
    drawn = str(qr_svg(address, f"Kode QR menuju {address}", quiet=0))
    file = off_the_loop(
        poster,
        one.snapshot,
        owner=house.site.owner,
        name=house.site.short_name,
        paper=paper,
        qr_svg=drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        address=address.partition("://")[2],
    )
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="poster-skm-{one.period.code}-{paper}.pdf"'
    return answer


def _published() -> list[Publication]:
    house = house_here()
    with reading() as session:
        return publication.every_in_force(session, house.site.id)
