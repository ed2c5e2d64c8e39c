"""Two web, two live and two jobs over PostgreSQL and Redis behind the shipped nginx: one line, every screen right.

They are started from the shipped units and configuration and then put through what happens in a year: parts die, Redis
dies again and again, callers come in crowds.
"""

from __future__ import annotations

import dataclasses
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import redis
import requests

from bench.drills import raced
from queue_app import clock
from tests import make, servers
from tests.conftest import config_of
from tests.deployed import PARTS, Deployed, deployed
from tests.deployed_people import COUNTERS, MORNING, SCOPES, Caller, Json, Screen, latest, prepare, wait_until

pytestmark = pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")

SCREENS = 6
Race = Callable[[raced.Doors, int], Iterator[str]]
#: From the return of connectivity until every screen is right (trust.md I9).
CONVERGED = 6.0


@dataclasses.dataclass
class Hall:
    """The installation, who may speak for whom, and the screens on its walls."""

    deployed: Deployed
    supervisor: str
    kiosk: str
    busy_kiosk: str
    screens: list[Screen]

    @property
    def url(self) -> str:
        return self.deployed.url

    def staff(self, part: str = "") -> Caller:
        """A supervisor's program, through nginx or at one part's own port."""
        return Caller(self.deployed.address[part] if part else self.url, self.supervisor)

    def arrive(self) -> Json:
        """Somebody takes a number at the kiosk in the hall, and may be called at once."""
        answer = Caller(self.url, self.kiosk).api("POST", "/tickets", {"service": make.SERVICE, "channel": "kiosk"})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def all_show(self, number: str, within: float = 60) -> None:
        """Wait until every screen shows this number as called last."""
        wait_until(lambda: all(latest(screen) == number for screen in self.screens), within)


@pytest.fixture(scope="module")
def hall(postgres_server: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("deployed")
    url = servers.new_database(postgres_server, postgres_template.rpartition("/")[2])
    env = {"DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "t" * 40, "CLOCK_START": MORNING}
    env |= {"TRUSTED_PROXIES": "1", "SERVER_PROCESSES": "6", "MODE": "local"}
    bearers = prepare(config_of(folder, url, clock_start=clock.datetime.fromisoformat(MORNING)))
    with ExitStack() as stack:
        try:
            running = stack.enter_context(deployed(folder, env))
        except servers.NotHere as reason:
            pytest.skip(str(reason))
        screens = [Screen(running.url, bearers["supervisor"]) for _ in range(SCREENS)]
        for screen in screens:
            stack.callback(screen.client.disconnect)
        wait_until(lambda: all(screen.shown.keys() == SCOPES.keys() for screen in screens), 120)
        yield Hall(running, bearers["supervisor"], bearers["kiosk"], bearers["busy kiosk"], screens)


def test_a_crowd_at_two_web_processes_is_one_line(hall: Hall) -> None:
    body = {"service": make.SERVICE, "channel": "remote"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Caller(hall.url).api("POST", "/tickets", body), range(24)))
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()["ordinal"] for answer in answers) == list(range(1, 25))


@pytest.mark.parametrize("race", raced.RACES, ids=lambda race: race.__name__)
def test_a_race_across_two_web_processes_ends_as_in_one(hall: Hall, race: Race) -> None:
    """The short form of `run.py bench drills D24`."""
    ports = tuple(urlsplit(hall.deployed.address[part]).port or 80 for part in raced.WEB)
    people = {"kiosk": hall.kiosk, **dict.fromkeys(("supervisor", *COUNTERS), hall.supervisor)}
    doors = raced.Doors(ports, people, (COUNTERS[0], COUNTERS[1]), make.SERVICE, "PTP-NIB")
    assert list(race(doors, 1)) == []


def test_a_call_at_one_web_process_rings_and_is_on_every_screen_of_both_live_processes(hall: Hall) -> None:
    with redis.Redis.from_url(hall.deployed.redis.url, decode_responses=True) as client:
        (channel,) = client.pubsub_channels("gmsc:*")
        assert client.pubsub_numsub(channel) == [(channel, 2)], "the live processes listen, and nobody else"
        with client.pubsub(ignore_subscribe_messages=True) as heard:
            heard.subscribe(channel)
            for web in ("web@1", "web@2", "web@1"):
                hall.arrive()
                while heard.get_message(timeout=1):
                    pass
                answer = hall.staff(web).api("POST", "/counters/L4/call-next")
                hall.all_show(answer.json()["ticket"]["number"])
                assert heard.get_message(timeout=60), "the doorbell was not rung"
                hall.staff().api("POST", "/counters/L4/miss")


def test_limits_count_for_both_web_processes_and_by_the_real_address(hall: Hall) -> None:
    caller = Caller(hall.url)
    for n in range(14):
        lie = {"X-Forwarded-For": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"}
        caller.api("POST", "/tickets/recover", {"code": "K7Q2M9XD"}, **lie)
    assert caller.statuses.count(404) == 10
    assert caller.statuses.count(429) == 4


def test_redis_dies_five_times_in_a_stream_of_events_and_every_screen_ends_right(hall: Hall) -> None:
    done = threading.Event()
    clerks = [hall.staff() for _ in COUNTERS]
    threads = [
        threading.Thread(target=_work, args=[hall, clerk, code, done])
        for clerk, code in zip(clerks, COUNTERS, strict=True)
    ]
    for thread in threads:
        thread.start()
    for _ in range(5):
        more(clerks)
        hall.deployed.kill_redis()
        more(clerks)
        hall.deployed.restart_redis()
    more(clerks)
    done.set()
    for thread in threads:
        thread.join()
    ended = time.monotonic()
    statuses = [status for clerk in clerks for status in clerk.statuses]
    assert set(statuses) == {200}, statuses
    truth = {scope: hall.staff().api("GET", path).json() for scope, path in SCOPES.items()}
    wait_until(lambda: all(right(screen, truth) for screen in hall.screens), ended + CONVERGED - time.monotonic())


def more(clerks: list[Caller], requests: int = 10) -> None:
    """Wait until the clerks were answered some more requests."""
    wanted = sum(len(clerk.statuses) for clerk in clerks) + requests
    wait_until(lambda: sum(len(clerk.statuses) for clerk in clerks) >= wanted, 120)


def _work(hall: Hall, clerk: Caller, code: str, done: threading.Event) -> None:
    """People come to the counter, every third with a number."""
    for n in itertools.count():
        if done.is_set():
            return
        if n % 3 == 0:
            hall.arrive()
            verbs = ("call-next", "recall", "start", "finish")
        else:
            verbs = ("walk-in", "finish")
        for verb in verbs:
            clerk.api("POST", f"/counters/{code}/{verb}", {"service": make.SERVICE} if verb == "walk-in" else None)


def right(screen: Screen, truth: dict[str, Json]) -> bool:
    """Whether a screen shows what the database says, but for the moment at which it was asked."""
    return all(still(screen.shown[scope]) == still(said) for scope, said in truth.items())


def still(snapshot: Json) -> Json:
    return {name: value for name, value in snapshot.items() if name not in ("scope", "as_of", "services")}


def test_web_processes_that_are_stopped_in_turns_under_load_fail_nobody(hall: Hall) -> None:
    """The short form of `run.py bench drills D9-parts`: the second is stopped as soon as the first is back."""
    over, callers = threading.Event(), [Caller(hall.url, hall.busy_kiosk) for _ in range(4)]

    def ask(caller: Caller) -> None:
        while not over.is_set():
            caller.api("GET", "/boards/H2")
            caller.api("POST", "/tickets", {"service": make.SERVICE, "channel": "kiosk"})

    with ThreadPoolExecutor(len(callers)) as pool:
        asking = [pool.submit(ask, caller) for caller in callers]
        try:
            for part in ("web@2", "web@1"):
                more(callers)
                assert hall.deployed.stop(part) == 0, hall.deployed.log(part)
                more(callers, 20)
                hall.deployed.start_again(part)
        finally:
            over.set()
        for one in asking:
            one.result()
    statuses = {status for caller in callers for status in caller.statuses}
    assert 201 in statuses
    assert max(statuses) < 500, statuses


def test_a_web_process_that_dies_is_not_noticed(hall: Hall) -> None:
    hall.deployed.kill("web@1")
    caller = hall.staff()
    for _ in range(10):
        caller.api("GET", "/boards/H2")
        caller.api("POST", "/counters/L4/walk-in", {"service": make.SERVICE})
        caller.api("POST", "/counters/L4/finish")
    assert set(caller.statuses) == {200}


def test_screens_of_a_live_process_that_dies_come_back_on_the_other(hall: Hall) -> None:
    assert [screen.lost for screen in hall.screens] == [[]] * SCREENS
    hall.deployed.kill("live@1")
    wait_until(lambda: sum(len(screen.lost) for screen in hall.screens) == SCREENS / 2, 60)
    hall.arrive()
    hall.all_show(hall.staff().api("POST", "/counters/L5/call-next").json()["ticket"]["number"])


def test_one_process_runs_the_timetable(hall: Hall) -> None:
    """A leader that the machine kept waiting for seconds may have handed over; it says so first."""

    def leads(part: str) -> int:
        log = hall.deployed.log(part)
        return log.count("this process runs the timetable now") - log.count("this process no longer runs the timetable")

    assert sorted(leads(part) for part in ("jobs", "jobs@other")) == [0, 1]


def test_what_is_secret_is_in_no_log_and_a_house_that_is_down_says_so(hall: Hall) -> None:
    ticket = Caller(hall.url).api("POST", "/tickets", {"service": make.SERVICE, "channel": "remote"}).json()
    Caller(hall.url).api("GET", f"/tickets/{ticket['id']}")
    Caller(hall.url).api("GET", "/survey/K7Q2M9XDK7Q2")
    hall.deployed.kill("web@2")
    answering = ("/s/K7Q2-M9XD-K7Q2", "/api/v1/survey/K7Q2M9XDK7Q2", "/survei/", "/isian/")
    for path in (f"/tiket/{ticket['id']}", *answering, "/cari?q=ktp+hilang"):
        answer = requests.get(f"{hall.url}{path}", timeout=60, verify=False)
        assert answer.status_code == 503
        assert "Nomor Anda tidak hilang" in answer.text
        assert answer.headers["Retry-After"] == "5"
    assert requests.get(f"{hall.url}/metrics", timeout=60, verify=False).status_code == 404
    logged = hall.deployed.log("access")
    assert "/api/v1/tickets/*" in logged
    assert "ktp" not in logged
    for secret in (ticket["id"], "K7Q2", "/s/", "survey", "/survei", "/isian"):
        assert secret not in logged + hall.deployed.log("nginx")
    for part in PARTS:
        assert "Traceback" not in hall.deployed.log(part), hall.deployed.log(part)
