"""Every block has something in every language, and for every level and kind of audience."""

from ortools.sat.python.cp_model import CpModel

from constraints.variables import Variables
from constraints.variety import Variety
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("noon", "12:00", "13:00").block("afternoon", "13:00", "18:00")
DAY = DAY.room("red").room("blue")
TONGUES = DAY.subforum("data", talk("d1", 30), languages=["en", "zh"]).subforum("film", talk("f1", 30), languages=["en", "fr"])


def test_a_block_without_a_language_that_somebody_speaks() -> None:
    guilty(
        TONGUES.sit("data", "red", "09:00").sit("film", "blue", "12:00"),
        Variety(),
        {("morning",): 2, ("noon",): 2},
        "Morning has nothing in fr.",
        "Noon has nothing in zh.",
    )
    silent(TONGUES.sit("data", "red", "09:00").sit("film", "blue", "11:00"), Variety())
    silent(TONGUES.sit("data", "red", "09:00").sit("film", "blue", "12:00"), Variety(languages=0))


def test_what_is_missing_adds_up() -> None:
    story = TONGUES.subforum("law", talk("l1", 30), audience={"level": 3, "kinds": ["regulators", "judges"]})
    guilty(
        story.sit("data", "red", "13:00"),
        Variety(kinds=5),
        {("afternoon",): 2 + 1 + 2 * 5},
        "Afternoon has nothing at level 3, nothing for judges, nothing for regulators, nothing in fr.",
    )
    silent(story.sit("data", "red", "13:00").sit("film", "red", "13:30").sit("law", "red", "14:00"), Variety())
    guilty(story.sit("data", "red", "13:00"), Variety(), {("afternoon",): 2 + 1 + 2})
    guilty(story.sit("law", "red", "13:00"), Variety(), {("afternoon",): 6})  # what has no level lacks nobody


def test_blocks_in_which_nothing_stands_lack_nothing() -> None:
    silent(TONGUES, Variety())


def test_a_second_sitting_offers_what_the_first_does() -> None:
    story = DAY.subforum("data", talk("d1", 30), talk("d2", 30), languages=["en"], sittings=2).subforum("film", talk("f1", 30))
    told = story.sit("data", "red", "09:00", "d1").sit("data", "red", "13:00", "d2")
    silent(told.sit("film", "blue", "09:00"), Variety())
    guilty(told.sit("film", "blue", "12:00"), Variety(), {("noon",): 2})


def test_a_change_of_a_fixture_changes_nothing() -> None:
    story = TONGUES.sit("data", "red", "09:00").fixture("opening", start="09:00", end="10:00")
    assert list(Variety().violations(story.conference, story.agenda, frozenset({"opening"}))) == []
    assert list(Variety().violations(story.conference, story.agenda, frozenset({"film"})))


def test_what_costs_nothing_or_cannot_be_otherwise_is_not_measured() -> None:
    def posted(story: Story, rule: Variety) -> int:
        return len(list(rule.post(Variables(story.conference, CpModel()))))

    assert (posted(TONGUES, Variety()), posted(TONGUES, Variety(languages=0))) == (3, 0)
    alike = DAY.subforum("data", talk("d1", 30), languages=["en"]).subforum("film", talk("f1", 30), languages=["en"])
    assert posted(alike, Variety()) == 0
