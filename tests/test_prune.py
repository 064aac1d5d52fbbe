"""What names things that are gone is taken out of a conference's document."""

from __future__ import annotations

from instances.conference import Conference
from instances.prune import prune
from tests.stories import Story, talk


def test_interests_stay_for_what_is_left_of_them() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30)).subforum("film", talk("f1", 30))
    story = story.add("interests", items=["data", "d1", "lost"], people=3, who="a poll").add("interests", items=["lost", "gone"])
    document = story.add("interests", items=["film"]).raw
    assert prune(document) == ["interests: lost is gone", "interests: gone, lost is gone"]
    assert document["interests"] == [{"items": ["data", "d1"], "people": 3, "who": "a poll"}, {"items": ["film"]}]
    assert Conference.model_validate(document).interested == {"data": frozenset({0}), "film": frozenset({1})}
