"""The floor: what a watcher reads is what happened, and what a supervisor does there every screen is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from queue_app import clock
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.models import HallRecord, SiteRecord
from queue_app.line import calling, desk, serving
from queue_app.line.board import board_shape
from queue_app.line.events import read_after
from queue_app.line.notices import current_notices
from queue_app.line.numbers import quotas_left
from queue_app.line.ticket import Status, find
from queue_app.notify.outbox import messages
from queue_app.people.device_state import id_of, report_state
from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading, transaction
from tests.conftest import MONDAY, still
from tests.make import COUNTER, SERVICE, do, headers, make_device, make_open_counter, make_ticket, make_ticket_in

FLOOR = "/manajer/lantai"
FAR = MONDAY.replace(hour=3, second=30)


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>?", " ", page.partition("<main")[2])).split())


def look(client: FlaskClient, path: str = FLOOR, role: str = "supervisor") -> str:
    answer = client.get(path, headers=headers(role))
    assert answer.status_code == 200, answer.text
    return words(answer.text)


def kinds() -> list[str]:
    with reading() as session:
        return [event.kind.value for event in read_after(session, 0, 10_000)]


# --- what is read ------------------------------------------------------------------------------------------------


def test_the_four_figures_are_the_hall(client: FlaskClient) -> None:
    make_ticket_in(Status.SERVED)
    make_ticket()
    make_ticket(present=False)
    clock.install(still(FAR))
    page = look(client)
    assert "Menunggu 2 1 hadir, 1 belum tiba" in page
    assert "Terlama menunggu 60 menit" in page
    assert "Loket buka 1 dari 34" in page
    assert "100 % 1 dari 1 kunjungan hari ini" in page


def test_a_visit_that_took_longer_than_planned_is_named(client: FlaskClient) -> None:
    make_ticket_in(Status.SERVING)
    clock.install(still(FAR))
    do(serving.finish)
    assert "0 % 0 dari 1 kunjungan hari ini" in look(client)
    late = look(client, f"{FLOOR}/lewat-waktu")
    assert "1 kunjungan melewati waktu standar" in late
    assert "60 mnt 10 mnt" in late


def test_a_watcher_reads_of_each_agency_when_a_new_number_would_be_called_and_of_closed_counters_nothing(
    client: FlaskClient,
) -> None:
    for _ in range(7):
        make_ticket()
    assert "Belum ada loket yang buka" not in (before := look(client))
    assert re.search(r"Dispendukcapil 7 0 mnt 0 dari \d+ – ", before)
    make_open_counter()
    told = next(s for s in client.get("/api/v1/services").json or [] if s["code"] == SERVICE)["estimate"]
    low, high = (told[end][11:16].replace(":", ".") for end in ("low", "high"))
    assert re.search(rf"Dispendukcapil 7 0 mnt 1 dari \d+ {low}–{high} – ", look(client))


def test_from_a_figure_to_the_people_are_two_clicks(client: FlaskClient) -> None:
    waits = make_ticket()
    first = client.get(FLOOR, headers=headers("manager")).text
    assert f'href="{FLOOR}/instansi/DKC"' in first
    assert waits.number == "A001"
    assert "A 001 Cetak ulang" in words(client.get(f"{FLOOR}/instansi/DKC", headers=headers("manager")).text)


def test_what_needs_somebody_is_listed(client: FlaskClient) -> None:
    missed = make_ticket_in(Status.NO_SHOW)
    waits = make_ticket()
    do(calling.call, waits, reason="Keadaan mendesak")
    with transaction() as session:
        desk.claim_served(session, find(session, key=missed.key), by="citizen")
        row = {"site_id": missed.site_id, "ticket_key": missed.key, "template": "called", "parameters": {}}
        at = {name: clock.now() for name in ("due_at", "expires_at", "changed_at")}
        session.execute(messages.insert().values(**row, **at, state="failed", attempts=5, error="21610"))
    page = look(client)
    assert "1 orang menyatakan sudah dilayani" in page
    assert "1 pesan panggilan tidak terkirim" in page
    assert "1 panggilan di luar urutan" in page
    remarks = look(client, f"{FLOOR}/catatan")
    assert "Keadaan mendesak" in remarks
    assert "21610" in remarks


def test_a_machine_in_trouble_is_named_until_somebody_has_seen_to_it(client: FlaskClient) -> None:
    kiosk = make_device("kiosk", board="H2")
    with transaction() as session:
        report_state(session, kiosk, problems={"paper-out": True})
    assert "kertas habis sejak" in look(client)
    assert 'href="/kiosk/atur"' in client.get(FLOOR, headers=headers("supervisor")).text, "where its printer is tried"
    path = f"{FLOOR}/perangkat/{id_of(kiosk)}/ditangani"
    assert client.post(path, headers=headers("supervisor"), data={"problem": "paper-out"}).status_code == 303
    assert "kertas habis" not in look(client)


def test_missing_papers_are_counted_by_agency(client: FlaskClient) -> None:
    make_ticket_in(Status.SERVING)
    do(serving.finish, outcome=serving.Outcome("berkas-kurang", ("KTP-el asli",)))
    row = re.search(r"Dispendukcapil</a>.*?</tr>", client.get(FLOOR, headers=headers("manager")).text, re.DOTALL)
    assert row is not None
    assert words(f"<main{row[0]}").endswith("100 % 1")


# --- what is done ------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(app: Flask) -> Iterator[None]:
    """Whatever a test does to the catalogue, which no test else makes anew, is taken back."""
    yield
    with transaction() as session:
        importing.apply(session, diff.diff(session, files.read_catalogue(files.default_catalogue())), by="test")
        session.execute(delete(HallRecord).where(HallRecord.code == "H3"))
    forget()


@pytest.mark.parametrize(
    ("act", "event"), [("buka", "counter-opened"), ("tutup", "counter-closed"), ("pindah", "counter-moved")]
)
@pytest.mark.usefixtures("catalogue")
def test_a_supervisor_acts_on_a_counter(client: FlaskClient, act: str, event: str) -> None:
    if act != "buka":
        make_open_counter()
    answer = client.post(f"{FLOOR}/loket/{COUNTER}/{act}", headers=headers("supervisor"), data={"services": SERVICE})
    assert answer.status_code == 303, answer.text
    assert kinds()[-1] == event


@pytest.mark.usefixtures("catalogue")
def test_a_counter_moved_to_another_floor_stands_on_that_board(client: FlaskClient) -> None:
    make_open_counter()
    with transaction() as session:
        site = directory(session).site
        session.add(HallRecord(site_id=site.id, code="H3", name="Ruang Lantai 3", floor="3"))
    again_from_files()
    form = {"hall": "H3", "services": SERVICE}
    answer = client.post(f"{FLOOR}/loket/{COUNTER}/pindah", headers=headers("supervisor"), data=form)
    assert answer.status_code == 303, answer.text
    with reading() as session:
        house = directory(session)
        assert house.counter(COUNTER).hall.code == "H3"
        assert [c["code"] for c in board_shape(session, house, house.hall("H3"))["counters"]] == [COUNTER]
        assert [s.code for s in house.services.values() if s.id in house.counter(COUNTER).service_ids] == [SERVICE]
        assert session.scalars(select(AuditEntryRecord.action)).all()[-1] == "counter-moved"


def test_a_counter_with_somebody_at_it_is_not_moved(client: FlaskClient) -> None:
    make_ticket_in(Status.SERVING)
    answer = client.post(f"{FLOOR}/loket/{COUNTER}/pindah", headers=headers("supervisor"), data={"services": SERVICE})
    assert answer.status_code == 409
    assert "Loket masih menangani" in words(answer.text)
    assert "counter-moved" not in kinds()


def test_a_counter_does_not_take_services_of_another_agency(client: FlaskClient) -> None:
    answer = client.post(
        f"{FLOOR}/loket/{COUNTER}/pindah", headers=headers("supervisor"), data={"services": "IMI-BARU"}
    )
    assert answer.status_code == 422
    assert "milik instansi lain" in words(answer.text)


def test_a_notice_is_posted_once_changed_and_ended(client: FlaskClient) -> None:
    who = headers("supervisor")
    form = {"text": "Listrik padam", "kind": "gangguan", "minutes": "30", "idempotency_key": "sekali"}
    for _ in range(2):
        assert client.post(f"{FLOOR}/pengumuman", headers=who, data=form).status_code == 303
    (notice,) = standing()
    path = f"{FLOOR}/pengumuman/{notice['id']}"
    client.post(f"{path}/ubah", headers=who, data={"text": "Listrik menyala", "kind": "info"})
    assert [n["text"] for n in standing()] == ["Listrik menyala"]
    client.post(f"{path}/akhiri", headers=who)
    assert standing() == []
    assert client.post(f"{path}/ubah", headers=who, data={"text": "Lagi", "kind": "info"}).status_code == 404
    assert kinds() == ["notice-posted", "notice-changed", "notice-ended"]


def test_a_quota_is_extended_from_the_floor(client: FlaskClient) -> None:
    who = headers("supervisor")
    assert client.post(f"{FLOOR}/layanan/{SERVICE}/kuota", headers=who, data={"quota": "40"}).status_code == 303
    with reading() as session:
        house = directory(session)
        service = house.service(SERVICE)
        assert quotas_left(session, house.site, MONDAY.date(), [service])[service.id][0] == 40
    field = f'id="quota-{SERVICE}" name="quota" value="'
    make_ticket()
    agency = client.get(f"{FLOOR}/instansi/{SERVICE.partition('-')[0]}", headers=who).text
    assert f'{field}40"' in agency, "who extends it starts from what it is today"
    assert re.search(r'id="quota-([A-Z0-9-]+)"', agency)[1] == SERVICE, "where somebody waits stands on top"  # type: ignore[index]
    wrong = client.post(f"{FLOOR}/layanan/{SERVICE}/kuota", headers=who, data={"quota": "banyak"})
    assert f'{field}banyak"' in wrong.text
    assert (wrong.status_code, "Kuota berupa angka" in words(wrong.text)) == (422, True)


@pytest.mark.parametrize("role", ["manager", "auditor", "admin"])
def test_who_only_reads_is_offered_nothing_to_press_on_counters(client: FlaskClient, role: str) -> None:
    make_open_counter()
    page = client.get(f"{FLOOR}/loket/{COUNTER}", headers=headers(role)).text
    assert "/tutup" not in page
    assert client.post(f"{FLOOR}/loket/{COUNTER}/tutup", headers=headers(role)).status_code == 403


def test_a_supervisor_of_another_agency_may_look_only(client: FlaskClient) -> None:
    make_open_counter()
    who = headers("supervisor", agency="IMI")
    assert "/tutup" not in client.get(f"{FLOOR}/loket/{COUNTER}", headers=who).text
    assert client.post(f"{FLOOR}/loket/{COUNTER}/tutup", headers=who).status_code == 403
    assert client.post(f"{FLOOR}/layanan/{SERVICE}/kuota", headers=who, data={"quota": "1"}).status_code == 403


def standing() -> list[dict[str, object]]:
    with reading() as session:
        return [dict(notice) for notice in current_notices(session, directory(session))]


def again_from_files() -> None:
    """Let the catalogue be read anew, as after any change of it."""
    with transaction() as session:
        session.execute(update(SiteRecord).values(catalogue_version=SiteRecord.catalogue_version + 1))
    forget()
