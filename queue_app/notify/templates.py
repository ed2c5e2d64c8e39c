"""The words of a message: at most 160 GSM-7 characters, rendered only when it is sent (ux.md §5.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from queue_app.errors import N_
from queue_app.line.ticket import ACTIVE, Status
from queue_app.notify import gsm
from queue_app.notify.letters import Letter

#: Characters of one SMS in the GSM alphabet.
ONE_SMS = 160

#: Each message whole, for an SMS.
TEMPLATES = {
    "leave": N_("{site}: {number} diperkirakan dipanggil {low}-{high}. Saatnya berangkat. Cek: {url}"),
    "near": N_("{site}: {number} tinggal {ahead} nomor lagi. Mohon siap di ruang tunggu lantai {floor}."),
    "disturbance": N_("{site}: {text} Nomor Anda {number} tetap aman."),
    "ticket-issued": N_(
        "{site}: nomor antrean Anda {number}. Konfirmasi kedatangan di lokasi agar dipanggil. Cek: {url}"
    ),
    "called": N_("{site}: {number} dipanggil ke {counter}, lantai {floor}. Silakan menuju loket sekarang."),
    "missed": N_("{site}: {number} terlewat. Anda masih dapat kembali mengantre dari halaman tiket: {url}"),
    "survey": N_("{site}: terima kasih. Mohon nilai pelayanan kami, 9 pertanyaan: {survey_url}"),
    "survey-reminder": N_("{site}: bila belum sempat, mohon nilai pelayanan kami sampai {until}: {survey_url}"),
}

#: The same in two parts, for a notification (ux.md §5.5).
TITLES = {
    "leave": N_("{number}: saatnya berangkat"),
    "near": N_("{number}: tinggal {ahead} nomor lagi"),
    "disturbance": N_("{site}: pengumuman"),
    "called": N_("{number} dipanggil ke {counter}"),
    "missed": N_("{number} terlewat"),
    "survey": N_("Bagaimana pelayanan kami?"),
    "survey-reminder": N_("Bagaimana pelayanan kami?"),
}
BODIES = {
    "leave": N_("Perkiraan dipanggil pukul {low}–{high}."),
    "near": N_("Mohon bersiap di ruang tunggu Lantai {floor}."),
    "disturbance": "{text}",
    "called": N_("Silakan menuju {counter}, Lantai {floor}, sekarang."),
    "missed": N_("Anda masih dapat kembali mengantre dari halaman tiket."),
    "survey": N_("9 pertanyaan, sekitar 1 menit."),
    "survey-reminder": N_("Masih dapat diisi sampai {until}."),
}

#: How long a letter is worth anything on its way (a late push is worse than none, ux.md §3.1), and whether it wakes a
#: sleeping phone.
LIVES = {
    "leave": timedelta(minutes=15),
    "near": timedelta(minutes=10),
    "disturbance": timedelta(minutes=30),
    "called": timedelta(minutes=2),
    "missed": timedelta(minutes=30),
}
URGENT = frozenset({"called", "missed", "near"})
#: Messages of one visit, at most (ux.md §3.1); a call is never the one that is left out.
MOST = 5
ALWAYS = frozenset({"called"})
#: Said once a visit; a call may come again.
REPEATED = frozenset({"called", "disturbance"})

#: While which states of its ticket a message is true; it is not sent afterwards (an undone call, somebody who left).
TRUE_WHILE = {
    "ticket-issued": frozenset(ACTIVE),
    "leave": frozenset({Status.WAITING}),
    "near": frozenset({Status.WAITING}),
    "disturbance": frozenset(ACTIVE),
    "called": frozenset({Status.CALLED}),
    "missed": frozenset({Status.NO_SHOW}),
    "survey": frozenset({Status.SERVED}),
    "survey-reminder": frozenset({Status.SERVED}),
}

#: Messages that ask for an answer: not sent to who has given it, or cannot any more.
ASKING = frozenset({"survey", "survey-reminder"})


def render(template: str, values: Mapping[str, str], own: str | None = None, say: Callable[[str], str] = str) -> str:
    """The text of a message: in a mall's `own` words where they can be filled, else in the product's, translated by
    `say`. Raises KeyError when a value is missing.
    """
    if own:
        try:
            return own.format(**values)
        except (KeyError, IndexError, ValueError):
            pass  # words that were checked when written; a message is never lost over them
    return say(TEMPLATES[template]).format(**values)


def letter(
    template: str, values: dict[str, str], *, tag: str, own: str | None = None, say: Callable[[str], str] = str
) -> Letter:
    """A message ready for any channel, its whole text in a mall's `own` words and in letters that an SMS has; a free
    text in it is cut so that it stays one SMS.
    """
    fitting = _fitting(template, values, say)
    title = say(TITLES.get(template, TEMPLATES[template])).format(**values)
    return Letter(
        template,
        render(template, fitting, own, say),
        title=title,
        body=say(BODIES[template]).format(**values) if template in BODIES else "",
        url=values["survey_url"] if template in ASKING else values["url"],
        tag=tag,
        lives=LIVES.get(template, timedelta(days=1)),
        urgent=template in URGENT,
        values=values,
    )


def _fitting(template: str, values: dict[str, str], say: Callable[[str], str]) -> dict[str, str]:
    """The values in letters that an SMS has, a free text short enough for one."""
    spelled = {name: gsm.plain(value) for name, value in values.items()}
    if "text" not in spelled:
        return spelled
    room = ONE_SMS - gsm.length(render(template, spelled | {"text": ""}, None, say))
    return spelled | {"text": gsm.cut(spelled["text"], room)}
