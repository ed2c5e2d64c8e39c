import pytest

from survey.sampling import adequate, required

#: The published table of Krejcie and Morgan (1970), population: sample.
TABLE = """
10:10 15:14 20:19 25:24 30:28 35:32 40:36 45:40 50:44 55:48 60:52 65:56 70:59 75:63 80:66 85:70
90:73 95:76 100:80 110:86 120:92 130:97 140:103 150:108 160:113 170:118 180:123 190:127 200:132
210:136 220:140 230:144 240:148 250:152 260:155 270:159 280:162 290:165 300:169 320:175 340:181
360:186 380:191 400:196 420:201 440:205 460:210 480:214 500:217 550:226 600:234 650:242 700:248
750:254 800:260 850:265 900:269 950:274 1000:278 1100:285 1200:291 1300:297 1400:302 1500:306
1600:310 1700:313 1800:317 1900:320 2000:322 2200:327 2400:331 2600:335 2800:338 3000:341 3500:346
4000:351 4500:354 5000:357 6000:361 7000:364 8000:367 9000:368 10000:370 15000:375 20000:377
30000:379 40000:380 50000:381 75000:382 1000000:384
"""
ROWS = [tuple(map(int, row.split(":"))) for row in TABLE.split()]


def test_the_table_has_its_90_rows():
    assert len(dict(ROWS)) == 90


@pytest.mark.parametrize(("population", "sample"), ROWS)
def test_the_formula_rounded_to_nearest_gives_every_row_of_the_table(population, sample):
    assert required(population) == sample


@pytest.mark.parametrize(("population", "sample"), [(0, 0), (1, 1), (2, 2), (5, 5), (105, 83), (10**9, 384)])
def test_between_and_beyond_the_rows_the_formula_holds(population, sample):
    assert required(population) == sample


def test_the_requirement_never_exceeds_the_population_nor_falls_as_it_grows():
    sizes = [required(population) for population in range(3000)]
    assert sizes == sorted(sizes)
    assert all(size <= population for population, size in enumerate(sizes))


@pytest.mark.parametrize(
    ("n", "population", "enough"),
    [
        (80, 100, True),
        (79, 100, False),
        (10, 10, True),
        (0, 0, False),
        (3, 0, False),
        (0, 10, False),
    ],
)
def test_answers_are_adequate_from_the_required_number_on_and_never_for_nobody(n, population, enough):
    assert adequate(n, population) is enough
