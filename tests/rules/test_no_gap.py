"""A sitting begins with its first talk, ends with its last, and has no gap between two."""

from ortools.sat.python.cp_model import CpModel

from constraints.no_gap import NoGap
from constraints.variables import Variables
from tests.stories import Story, guilty, silent, talk

DATA = Story().block("morning", "09:00", "12:00").room("red").subforum("data", talk("d1", 30), talk("d2", 30), turnover=15)


def test_talks_that_follow_at_once() -> None:
    silent(DATA.sit("data", "red", "09:00", "d2", "d1"), NoGap())


def test_ten_minutes_between_two_talks() -> None:
    story = DATA.sit("data", "red", "09:00", "d1", "d2@09:40")
    guilty(story, NoGap(), {("data",): 10}, "Data has 10 minutes without a talk between 09:00 and 10:10")


def test_minutes_before_the_first_and_after_the_last_count_too() -> None:
    story = DATA.sit("data", "red", "09:00", "d1@09:05", "d2@09:45", until="10:30")
    guilty(story, NoGap(), {("data",): 5 + 10 + 15})


def test_the_time_between_two_sittings_is_no_gap() -> None:
    story = Story().block("morning", "09:00", "12:00").room("red").subforum("data", talk("d1", 30), talk("d2", 30), sittings=2)
    silent(story.sit("data", "red", "09:00", "d1").sit("data", "red", "11:00", "d2"), NoGap())


def test_where_no_gap_is_possible_nothing_is_left_to_measure_or_forbid() -> None:
    x = Variables(DATA.conference, CpModel(), whole=True, tight=True)
    assert [(amount.items, amount.expression) for amount in NoGap().post(x)] == [(("data",), 0)]
    before = len(x.model.proto.constraints)
    NoGap().forbid(x)
    assert len(x.model.proto.constraints) == before
