import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_app.errors import Invalid
from survey import sheet
from tests.survey.make import SKM, make_answers

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def make_errors(answers=None, profile=None, suggestion=None) -> dict[str, str]:
    with pytest.raises(Invalid) as no:
        sheet.read(SKM, make_answers() if answers is None else answers, profile, suggestion)
    return {error["field"]: error["message"] for error in no.value.errors}


def test_nine_answers_are_enough_and_everything_else_may_be_left_empty():
    filled = sheet.read(SKM, make_answers(4))
    assert (filled.scores, filled.profile, filled.suggestion) == (make_answers(4), {}, None)
    empty = dict.fromkeys(("jenis_kelamin", "usia", "pendidikan", "pekerjaan", "disabilitas"), "")
    assert sheet.read(SKM, make_answers(4), empty, "  ") == filled


def test_every_missing_answer_is_named_at_once_in_the_order_of_the_form():
    assert list(make_errors({})) == [f"answers.{unsur.key}" for unsur in SKM.form]
    assert set(make_errors({}).values()) == {sheet.NOT_ANSWERED}


@pytest.mark.parametrize("bad", [0, 5, -1, 10**30, 3.0, "3", True, [3], {"a": 1}, "baik"])
def test_only_the_whole_numbers_one_to_four_are_answers(bad):
    assert make_errors({**make_answers(), "waktu": bad}) == {"answers.waktu": sheet.NOT_AN_OPTION}


def test_unknown_keys_are_refused_few_and_short():
    many = {f"u{n}" + "x" * 9999: 4 for n in range(1000)}
    errors = make_errors({**make_answers(), **many})
    assert len(errors) == sheet.UNKNOWN_SHOWN
    assert all(len(field) < 60 for field in errors)
    assert make_errors(profile={"nik": "3576"}) == {"profile.nik": sheet.NOT_IN_FORM}


@pytest.mark.parametrize("body", [[], "waktu", 7, None])
def test_answers_that_are_no_mapping_are_refused(body):
    with pytest.raises(Invalid) as no:
        sheet.read(SKM, body)
    assert no.value.errors[0]["field"] == "answers"


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (5, "sampai-19"),
        (19, "sampai-19"),
        (20, "20-29"),
        (59, "50-59"),
        (60, "60-ke-atas"),
        (120, "60-ke-atas"),
    ],
)
def test_age_is_kept_as_a_band_only(years, band):
    assert sheet.read(SKM, make_answers(), {"usia": years}).profile == {"usia": band}


@pytest.mark.parametrize("years", [4, 121, -1, "30", 30.5, True, "60-ke-atas"])
def test_an_impossible_age_is_refused(years):
    assert make_errors(profile={"usia": years}) == {"profile.usia": sheet.NOT_AN_AGE}


@pytest.mark.parametrize("field", ["jenis_kelamin", "pendidikan", "pekerjaan", "disabilitas"])
def test_a_choice_outside_the_list_is_refused(field):
    assert make_errors(profile={field: "lain sekali"}) == {f"profile.{field}": sheet.NOT_AN_OPTION}
    assert make_errors(profile={field: ["a"]}) == {f"profile.{field}": sheet.NOT_AN_OPTION}


def test_every_offered_choice_is_accepted_as_it_is_written():
    for field in SKM.profile:
        for choice in field.choices if field.kind == "choice" else ():
            filled = sheet.read(SKM, make_answers(), {field.key: choice.value})
            assert filled.profile == {field.key: choice.value}


def test_a_suggestion_keeps_its_lines_and_loses_what_a_database_cannot_hold():
    filled = sheet.read(SKM, make_answers(), None, " Kursi\x00 kurang\r\nterima kasih \ud83d\x07😊 ")
    assert filled.suggestion == "Kursi kurang\nterima kasih 😊"


def test_a_suggestion_of_500_letters_fits_and_one_more_is_refused():
    assert sheet.read(SKM, make_answers(), None, "a" * 500).suggestion == "a" * 500
    assert make_errors(suggestion="a" * 501) == {"suggestion": sheet.TOO_LONG}
    assert make_errors(suggestion=["a"]) == {"suggestion": sheet.NOT_A_TEXT}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3", 3),
        (" 30 ", 30),
        ("", ""),
        ("tiga", "tiga"),
        ("３", "３"),
        ("-1", "-1"),
        (None, None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_pages_text_becomes_a_number_only_when_it_is_one(text, read):
    assert sheet.as_number(text) == read


@given(anything, anything, anything)
def test_any_body_is_read_or_refused_with_named_fields_and_never_breaks(answers, profile, suggestion):
    try:
        filled = sheet.read(SKM, answers, profile, suggestion)
    except Invalid as no:
        named = [error["field"] for error in no.errors if error["message"]]
    else:
        named = list(filled.scores)
    assert named
    assert all(named)
