"""What a clerk learns in practice, one key after another: the hint that stands where the key is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from queue_app.counter.practice import Act
from queue_app.errors import N_
from queue_app.web.language import gettext as _


class Lesson(NamedTuple):
    """`words` until one of `verbs` was done; `key` is the key that does it."""

    verbs: tuple[str, ...]
    key: str
    words: str


class Hint(NamedTuple):
    """What to do now: the number of the lesson, of how many, and its words; `key` is empty when all is learnt."""

    number: int
    of: int
    key: str
    words: str


LESSONS = (
    Lesson(("open",), "Enter", N_("Tekan Enter untuk membuka loket.")),
    Lesson(("call-next",), "Enter", N_("Tombol besar menyebut langkah berikutnya. Tekan Enter untuk memanggil.")),
    Lesson(("recall",), "u", N_("Orangnya belum datang. Tekan U untuk mengulangi panggilan.")),
    Lesson(("start",), "Enter", N_("Orangnya datang. Tekan Enter: waktu layanan mulai berjalan.")),
    Lesson(
        ("finish-and-call-next",),
        "Enter",
        N_("Selesai. Satu kali Enter mencatat selesai dan memanggil nomor berikutnya."),
    ),
    Lesson(("miss",), "x", N_("Nomor ini tidak datang. Tekan X. Ia masih boleh kembali mengantre.")),
    Lesson(("undo",), "z", N_("Ternyata ia datang. Tekan Z dalam 10 detik untuk mengurungkan.")),
    Lesson(("start",), "Enter", N_("Tekan Enter untuk mulai melayaninya.")),
    Lesson(
        ("finish", "finish-and-call-next"),
        "k",
        N_("Berkasnya kurang. Tekan K, tandai yang kurang, lalu Enter. Warga melihat daftarnya di ponsel."),
    ),
    Lesson(("call-next", "call"), "Enter", N_("Tekan Enter untuk memanggil nomor berikutnya.")),
    Lesson(("hold",), "t", N_("Ia perlu memfotokopi dahulu. Tekan T untuk menahan nomornya; loket bebas lagi.")),
    Lesson(("unhold", "requeue"), "", N_("Di daftar kiri, tekan Panggil lagi pada nomor yang ditahan.")),
    Lesson(("transfer",), "a", N_("Ia butuh layanan lain. Tekan A, pilih layanannya, lalu Enter. Nomornya tetap.")),
    Lesson(("walk-in",), "w", N_("Seseorang berdiri di loket tanpa tiket. Tekan W, lalu Enter.")),
    Lesson(("finish", "finish-and-call-next"), "s", N_("Tekan S untuk selesai tanpa memanggil siapa pun.")),
    Lesson(
        ("pause",), "j", N_("Waktunya salat. Tekan J, pilih alasan dan waktu kembali. TV dan ponsel menampilkannya.")
    ),
    Lesson(("resume",), "Enter", N_("Anda kembali. Tekan Enter untuk melanjutkan.")),
    Lesson(("close",), "l", N_("Hari selesai. Tekan L, lalu Enter, untuk menutup loket.")),
)


def hint(acts: Sequence[Act]) -> Hint:
    """The first lesson that was not learnt yet; each act counts for the lesson that stood there then."""
    learnt = 0
    for act in acts:
        if learnt < len(LESSONS) and act.verb in LESSONS[learnt].verbs:
            learnt += 1
    if learnt == len(LESSONS):
        return Hint(
            learnt, learnt, "", _("Semua langkah sudah Anda kuasai. Silakan mencoba sendiri atau mulai bekerja.")
        )
    lesson = LESSONS[learnt]
    return Hint(learnt + 1, len(LESSONS), lesson.key, _(lesson.words))
