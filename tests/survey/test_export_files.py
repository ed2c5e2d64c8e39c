"""The scripts for SPSS and R say what the questionnaire says, whatever stands in it: they are read back, token by
token, by what the two languages call a string and a comment.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from survey.anonymous import HIDDEN, UNSAID
from survey.export_files import r_script, spss_syntax
from survey.questionnaire import PROFILE_KEYS
from tests.survey.make import SKM

#: What SPSS reads of a line, in bytes.
LINE = 256
R_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|#[^\n]*|[A-Za-z_.][\w.]*|[0-9]+|<-|[$()\[\],=*]|\s+', re.DOTALL)
R_ESCAPE = re.compile(r'\\(?:U([0-9a-f]{8})|([\\"]))')
SPSS_TOKEN = re.compile(r"'((?:[^'\n]|'')*)'|[A-Za-z0-9_./=*]+|\s+")

hard_words = st.text(st.sampled_from("aB1 '\"\\#.,()$\n\r\t\u2028–é\U0001f600"), min_size=1, max_size=30)


def make_questionnaire(words):
    """The questionnaire with these words in every place where words are."""
    unsur = [replace(u, question=words, options=(words, f"2{words}", f"3{words}", f"4{words}")) for u in SKM.unsur]
    profile = [
        replace(p, label=words, choices=tuple(replace(c, label=f"{n}{words}") for n, c in enumerate(p.choices)))
        for p in SKM.profile
    ]
    return replace(SKM, unsur=tuple(unsur), profile=tuple(profile))


def strings(script, token):
    """The strings of a script, as it writes them; nothing in it may be anything but a token."""
    found, at = [], 0
    while at < len(script):
        match = token.match(script, at)
        assert match is not None, script[at : at + 60]
        at = match.end()
        if match[1] is not None:
            found.append(match[1])
    return found


def read_r(text):
    return R_ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)


def folded(text):
    return " ".join(text.split())


def r_words(used):
    """What r_script must say, in its order."""
    yield from ("jawaban.csv", "UTF-8", "periode", "instansi", "layanan", *PROFILE_KEYS, *used.keys)
    yield from ("character", "integer", "")
    for one in used.profile:
        yield from [c.value for c in one.choices] + [UNSAID, HIDDEN]
        yield from [c.label for c in one.choices] + ["Tidak diisi", "Disamarkan"]
    yield from used.keys


@given(hard_words)
def test_every_word_reaches_r_unchanged_and_closes_no_string(words):
    used = make_questionnaire(words)
    script = r_script(used)
    assert [read_r(text) for text in strings(script, R_TOKEN)] == list(r_words(used))
    for opened, closed in ("()", "[]"):
        bare = re.sub(r'"(?:[^"\\]|\\.)*"|#[^\n]*', "", script)
        assert bare.count(opened) == bare.count(closed)


@given(hard_words)
def test_every_word_reaches_spss_on_one_line_and_closes_no_string(words):
    used = make_questionnaire(words)
    said = [text.replace("''", "'") for text in strings(spss_syntax(used), SPSS_TOKEN)]
    for unsur in used.unsur:
        for word in (unsur.question, *unsur.options):
            assert folded(word) in said
    for one in used.profile:
        for choice in one.choices:
            assert {folded(choice.value), folded(choice.label)} <= set(said)
    labelled = spss_syntax(used).count
    assert labelled(f"'{UNSAID}' 'Tidak diisi'") == labelled(f"'{HIDDEN}' 'Disamarkan'") == len(used.profile)


def test_the_scripts_of_the_questionnaire_in_force_are_ones_the_programs_take():
    syntax = spss_syntax(SKM)
    assert max(len(line.encode()) for line in syntax.splitlines()) < LINE
    assert "" not in syntax.splitlines()  # an empty line would end a command
    commands = re.findall(r"^(\* |GET DATA|VARIABLE LABELS|VALUE LABELS|DESCRIPTIVES)", syntax, re.MULTILINE)
    assert len(commands) == len(re.findall(r"\.$", syntax, re.MULTILINE))
    assert r_script(SKM).isascii() or all(
        line.startswith("#") for line in r_script(SKM).splitlines() if not line.isascii()
    )
    for one in SKM.profile:
        levels = [c.value for c in one.choices] + [UNSAID, HIDDEN]
        assert len(set(levels)) == len(levels), "R refuses a factor with a level twice"
