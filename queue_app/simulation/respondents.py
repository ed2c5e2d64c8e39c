"""What a served person answers: plausible scores, profiles and words, so that results look like results."""

from __future__ import annotations

from random import Random
from typing import Any

from queue_app.simulation.plan import Visit
from survey.instrument import instrument
from survey.questionnaire import Instrument, ProfileField

#: How often 1, 2, 3, 4 are chosen by a person who is content, and by one who is not.
CONTENT, DISCONTENT = (1, 4, 45, 50), (10, 35, 45, 10)
#: What a person minds whose papers were not complete, or who was called while away.
MINDS_PAPERS, MINDS_WAIT = {"persyaratan", "prosedur"}, {"waktu", "sarpras"}
#: Age in years: mean, deviation.
AGE = (38, 13)
JOBS = {"swasta": 30, "wirausaha": 20, "ibu-rumah-tangga": 18, "pns": 8, "pelajar-mahasiswa": 10}
SCHOOLS = {"sma": 45, "d4-s1": 22, "smp": 14, "d1-d3": 9, "sd": 7, "s2": 3}
SUGGESTIONS = (
    "Petugas ramah dan sabar menjelaskan.",
    "Mohon kursi tunggu ditambah.",
    "Pelayanan cepat, terima kasih.",
    "Tolong persyaratan dipasang lebih jelas di ruang tunggu.",
    "Nomor antrean dari rumah sangat membantu.",
    "Parkir penuh, mohon diatur.",
    "Mesin antrean sebaiknya dekat pintu masuk.",
)


def filled_sheet(code: str, visit: Visit, dice: Random) -> dict[str, Any]:
    """The body of a survey POST for the instrument with this code."""
    form = instrument(code)
    minded = (MINDS_PAPERS if visit.lacks_papers else set()) | (set() if visit.comes else MINDS_WAIT)
    said: dict[str, Any] = {
        "answers": {key: _score(key in minded, dice) for key in form.keys},
        "profile": _profile(form, visit, dice),
    }
    if dice.random() < 0.1:
        said["suggestion"] = dice.choice(SUGGESTIONS)
    return said


def _score(minds: bool, dice: Random) -> int:
    return dice.choices((1, 2, 3, 4), DISCONTENT if minds else CONTENT)[0]


def _profile(form: Instrument, visit: Visit, dice: Random) -> dict[str, Any]:
    """Most people fill most fields; a field left empty is left out."""
    given = {field.key: _field(field, visit, dice) for field in form.profile}
    return {key: value for key, value in given.items() if dice.random() < 0.9}


def _field(field: ProfileField, visit: Visit, dice: Random) -> Any:
    if field.kind == "years":
        years = dice.uniform(60, 80) if visit.priority == "lansia" else dice.gauss(*AGE)
        return int(min(max(years, 17), field.most))
    offered = [choice.value for choice in field.choices]
    if field.key == "disabilitas":
        return "fisik" if visit.priority == "disabilitas" else "non-disabilitas"
    usual = {"pekerjaan": JOBS, "pendidikan": SCHOOLS}.get(field.key, {})
    return dice.choices(offered, [usual.get(value, 3) for value in offered])[0]
