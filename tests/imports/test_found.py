"""Stories of small foreign sheets, each of which was misread once."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances.conference import text
from instances.imports.importing import Imported
from instances.problems import BadInput
from tests.imports.test_map import ROOMS, TALKS, TOLD, bring, fields


def cells(done: Imported, kind: str) -> list[str]:
    """What is said of cells: 'talks C2: ...'."""
    return [f"{one.sheet} {one.cell}: {one.what}" for one in getattr(done.remarks, kind) if not one.echo]


def talks_of(done: Imported) -> dict[str, list[str]]:
    """The names of the people of each talk."""
    c = done.conference
    return {text(t.title): [c.name(id) for id in t.speakers] for s in c.subforums for t in s.talks}


def test_a_shared_column_does_not_make_one_sheet_another(tmp_path: Path) -> None:
    """A list of people with name and e-mail lent its map to the talks, whose titles were lost."""
    people = "Name,Email\nAna Silva,a@x.org\nBo Lind,b@x.org\n"
    talks = "Speaker name,Email,Talk title,Forum,Minutes\nAna Silva,a@x.org,Wires,Networks,20\n"
    assert talks_of(bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": talks})) == {"Wires": ["Ana Silva"]}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ana Li (WHO); Bo Ek (WHO)", ["Ana Li", "Bo Ek"]),
        ("张伟（清华大学）、李强（清华大学）", ["张伟", "李强"]),
        ("Ana Li (Ministry of Trade); Bo Ek (Ministry of Trade)", ["Ana Li", "Bo Ek"]),
        ("Ana Li, Bo Ek and Cy Young", ["Ana Li", "Bo Ek", "Cy Young"]),
        ("NUNEZ, Maria Jose", ["NUNEZ, Maria Jose"]),
        ("Ana Li; TBC", ["Ana Li"]),
        ("TBC", []),
        ("N.N.", []),
        ("待定", []),
        ("speaker from ITU", []),
        ("-", []),
        ("Li Na, Tencent; Wang Lei, Tsinghua University", ["Li Na", "Wang Lei"]),
        ("H.E. Mr. Juan Pérez (Ministry of Trade, Peru)", ["Juan Pérez"]),
        ("李伟 王芳", ["李伟", "王芳"]),
    ],
)
def test_names_in_a_cell(tmp_path: Path, cell: str, names: list[str]) -> None:
    """Organisations in brackets made colleagues one person; placeholders became people."""
    talks = f'Talk title,Forum,Speakers\nWires,Networks,"{cell}"\nWaves,Networks,Zoe Zed\nCoins,Money,Yan Yu\n'
    assert talks_of(bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks}))["Wires"] == names


def test_one_speaker_column_may_hold_several(tmp_path: Path) -> None:
    talks = 'Speaker,E-mail,Talk title,Forum\n"Ana Li, Bo Ek","a@x.org, b@x.org",Wires,Networks\nCy Ox,c@x.org,Waves,Networks\n'
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert talks_of(done)["Wires"] == ["Ana Li", "Bo Ek"]
    assert {s.name: s.email for s in done.conference.speakers}["Bo Ek"] == "b@x.org"


def test_numbered_speakers_are_all_read(tmp_path: Path) -> None:
    talks = "Talk title,Forum,Speaker 1 name,Speaker 1 email,Speaker 2 name,Speaker 2 email\nWires,Networks,Ana Li,a@x.org,Bo Ek,b@x.org\n"
    assert talks_of(bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})) == {"Wires": ["Ana Li", "Bo Ek"]}


def test_attendance_behind_a_name_is_read(tmp_path: Path) -> None:
    talks = "Talk title,Forum,Speakers\nWires,Networks,Ana Li (online); Bo Ek（录播）\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert {s.name: s.attends for s in done.conference.speakers} == {"Ana Li": "online", "Bo Ek": "recorded"}
    assert "talks C2: 'Ana Li (online)' takes part online" in cells(done, "guessed")


def test_two_of_one_name_from_two_places_are_two(tmp_path: Path) -> None:
    people = (
        "Name,Organisation,Talk title,Forum\nWang Wei,Tsinghua,Wires,Networks\nWang Wei,Huawei,Coins,Networks\nAna Li,MIT,Waves,Networks\n"
    )
    done = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people})
    assert [(p.first.label, p.second.label) for p in done.duplicates] == [("Wang Wei (Tsinghua)", "Wang Wei (Huawei)")]
    path = tmp_path / "map.yaml"
    pair = "[Wang Wei (Tsinghua), Wang Wei (Huawei)]"
    for decided, many in (("same: []", 2), ("different: []", 3)):
        told = path.read_text(encoding="utf-8").replace(decided, f"{decided.split(':')[0]}: [{pair}]").replace(f"- {pair}\n", "")
        (tmp_path / "told.yaml").write_text(told, encoding="utf-8")
        folder = tmp_path / decided[:4]
        folder.mkdir()
        (folder / "map.yaml").write_text(told, encoding="utf-8")
        again = bring(folder, {"rooms.csv": ROOMS, "speakers.csv": people}, {})
        assert not again.duplicates
        assert len(again.conference.speakers) == many


def test_a_capacity_that_is_not_all_numbers_is_still_one(tmp_path: Path) -> None:
    """The column was dropped where most of its cells could not be read, and every room had seats enough."""
    rooms = "Room,Capacity\nBig,theatre 200 / classroom 120\nMid,80-100\nCellar,25 max\nTea,60\n"
    done = bring(tmp_path, {"rooms.csv": rooms, "talks.csv": TALKS})
    assert [r.seats for r in done.conference.rooms] == [0, 80, 25, 60]
    assert cells(done, "unread") == [
        "rooms B2: 'theatre 200 / classroom 120' is not a whole number of at least 0: until then it has no seats"
    ]


def test_seats_that_no_column_tells_are_a_guess(tmp_path: Path) -> None:
    done = bring(tmp_path, {"rooms.csv": "Room,Building\nHall 1,North\n", "talks.csv": TALKS})
    assert cells(done, "guessed") == ["rooms A2: no column tells its seats: 0 taken, as many as the largest audience"]


def test_hours_may_stand_in_the_heading(tmp_path: Path) -> None:
    talks = "Talk title,Forum,Speakers,Duration (hours)\nWires,Networks,Ana Li,1\nWaves,Networks,Bo Ek,0.5\nCoins,Networks,Cy Ox,1h30\n"
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks}).conference
    assert [t.minutes for s in conference.subforums for t in s.talks] == [60, 30, 90]


def test_a_session_that_repeats_is_no_row_of_a_list_of_sessions(tmp_path: Path) -> None:
    """Nine talks became three, and lost their titles."""
    rows = "".join(f"Session {n // 3},Technology,Talk {n},Ana {chr(65 + n)}on,20\n" for n in range(9))
    kind, columns = fields(tmp_path, f"Session,Track,Title,Speakers,Length\n{rows}", "Sessions.csv")
    assert (kind, columns[0], columns[2]) == ("talks", "subforum.title", "talk.title")


def test_rows_between_rows_are_no_talks(tmp_path: Path) -> None:
    talks = (
        "Talk title,Speaker,Minutes\nFORUM 1: WATER,,\nDams,Ana Li,20\nWells,Bo Ek,20\nSubtotal,,40\nCoffee break,,30\nFORUM 2: LAND,,\n"
        "Soil,Cy Ox,20\nNote: soil may be cancelled,,\n"
    )
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert {text(s.title): len(s.talks) for s in done.conference.subforums} == {"FORUM 1: WATER": 2, "FORUM 2: LAND": 1}
    assert len(done.conference.speakers) == 3
    assert "talks A5: left out as a sum between rows" in cells(done, "guessed")
    assert "talks A6: left out as a break" in cells(done, "guessed")


def test_what_was_rejected_is_left_out_and_told(tmp_path: Path) -> None:
    rows = "Wires,Networks,Ana Li,20,Accepted\nWaves,Networks,Bo Ek,20,Rejected\nCoins,Networks,Cy Ox,20,withdrawn by author\n"
    talks = f"Talk title,Forum,Speaker,Minutes,Status\n{rows}"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert list(talks_of(done)) == ["Wires"]
    assert cells(done, "guessed") == [
        "talks E3: left out, for it is 'Rejected'",
        "talks E4: left out, for it is 'withdrawn by author'",
    ]


def test_breaks_are_no_blocks_and_a_date_counts_for_the_rows_below(tmp_path: Path) -> None:
    slots = "Date,Start,End,Slot name\n9 Nov 2022,9:00,10:30,One\n,10:30,11:00,Coffee break\n,11:00,12:30,Two\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS, "slots.csv": slots}, {"timezone": "Asia/Shanghai"})
    assert [text(b.title) for b in done.conference.blocks] == ["One", "Two"]
    assert "slots A4: taken as '9 Nov 2022', as above" in cells(done, "guessed")


def test_a_column_of_dates_has_one_order(tmp_path: Path) -> None:
    slots = "Date,Start,End\n11/10/2022,9:00,12:00\n11/11/2022,9:00,12:00\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS, "slots.csv": slots}, {"timezone": "America/New_York"})
    assert [b.start.date().isoformat() for b in done.conference.blocks] == ["2022-11-10", "2022-11-11"]


def test_an_ambiguous_date_on_the_command_line_is_a_guess(tmp_path: Path) -> None:
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {**TOLD, "blocks": "11/10/2022 9:00-12:00"})
    assert "could be" in str(done.remarks.guessed[0])


@pytest.mark.parametrize("blocks", ["9 Nov 2022 18:00-13:00", "9 Nov 2022 9:00", "2022 9:00-12:00"])
def test_blocks_that_are_slips_are_refused(tmp_path: Path, blocks: str) -> None:
    with pytest.raises(BadInput):
        bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {**TOLD, "blocks": blocks})


PERSON = "Name,{heading}\nAna Silva,{cell}\nBo Lind,\nCy Okoro,\n"


@pytest.mark.parametrize(
    ("heading", "cell", "windows"),
    [
        ("Availability", "any time but Thursday morning", ["11-09T00:00", "11-10T00:00", "11-10T12:00", "11-11T00:00"]),
        ("Availability", "anytime but 9 Nov", ["11-10T00:00", "11-11T00:00"]),
        ("Arrival", "10 Nov", ["11-10T00:00", "11-11T00:00"]),
        ("Arrival", "Nov 8", None),
        ("Arrival", "Nov 8 evening", None),
        ("Arrival", "11月10日上午", ["11-10T12:00", "11-11T00:00"]),
        ("Departure", "12 Nov", None),
        ("Departure", "10 Nov afternoon", ["11-09T00:00", "11-10T12:00"]),
        ("Departure", "Nov 10 17:00", ["11-09T00:00", "11-10T17:00"]),
        ("Remarks", "vegetarian; only 10 Nov", ["11-10T00:00", "11-11T00:00"]),
    ],
)
def test_when_a_person_is_there(tmp_path: Path, heading: str, cell: str, windows: list[str] | None) -> None:
    people = PERSON.format(heading=heading, cell=cell)
    done = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people, "talks.csv": TALKS})
    ana = done.conference.speaker("ana-silva")
    found = None if ana.available is None else [time.isoformat()[5:16] for w in ana.available for time in (w.start, w.end)]
    assert found == windows
    assert not done.remarks.unread


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Availability", "no"),
        ("Availability", "none"),
        ("Remarks", "9.11. ab 14h"),
        ("Availability", "9.11. bis 12 Uhr"),
        ("Arrival", "soon"),
    ],
)
def test_what_is_not_sure_about_a_person_is_not_read(tmp_path: Path, heading: str, cell: str) -> None:
    people = PERSON.format(heading=heading, cell=cell)
    done = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people, "talks.csv": TALKS})
    assert done.conference.speaker("ana-silva").available is None
    assert [one.cell for one in done.remarks.unread] == ["B2"]


def test_floors_are_no_features_and_booths_are(tmp_path: Path) -> None:
    rooms = "Room,Seats,Floor,Interpretation booths,Projector\nHall 1,200,0,4,yes\nHall 2,80,1,0,no\nHall 3,80,1,2,x\n"
    conference = bring(tmp_path, {"rooms.csv": rooms, "talks.csv": TALKS}).conference
    assert [r.features for r in conference.rooms] == [("interpretation", "projector"), (), ("interpretation", "projector")]


def test_rooms_of_one_name_in_two_buildings_are_two(tmp_path: Path) -> None:
    rooms = "Room,Building,Seats\nRoom 1,North,80\nRoom 1,South,60\n"
    conference = bring(tmp_path, {"rooms.csv": rooms, "talks.csv": TALKS}).conference
    assert [(r.title, r.building, r.seats) for r in conference.rooms] == [("Room 1", "North", 80), ("Room 1", "South", 60)]


def test_titles_in_two_languages_by_their_letters(tmp_path: Path) -> None:
    talks = "Talk title (EN),题目,Speaker (EN),姓名,Forum\nWires,电线,Li Wei,李伟,Networks\nWaves,电波,Wang Fang,王芳,Networks\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert [t.title for s in done.conference.subforums for t in s.talks] == [{"en": "Wires", "zh": "电线"}, {"en": "Waves", "zh": "电波"}]
    assert len(done.conference.speakers) == 2


def test_of_a_chair_in_a_sheet_of_forums_it_is_told_which_rule_keeps_them_free(tmp_path: Path) -> None:
    forums = "Forum,Moderator\nNetworks,Zed Ox\nMoney,Zed Ox\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "forums.csv": forums, "talks.csv": TALKS})
    assert done.conference.subforum("networks").hosts == ("zed-ox",)
    assert any("only where the rule 'attendance' is on" in line for line in cells(done, "guessed"))


def test_a_wish_of_a_forum_counts_once(tmp_path: Path) -> None:
    forums = "Forum,Hall,Remarks\nNetworks,Hall 1,only 10 Nov a.m.\nMoney,Any,\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "forums.csv": forums, "talks.csv": TALKS})
    assert [(w.item, w.room, bool(w.window)) for w in done.conference.prefers] == [("networks", None, True), ("networks", "hall-1", False)]


def test_sheets_of_which_nothing_comes_say_what_they_were_taken_for(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": "Invoice,Amount\nA,2\n"})
    words = "\n".join(map(str, error.value.problems))
    assert "no sheet has talks or subforums" in words
    assert "talks.csv 'talks' holds nothing" in words


def test_a_heading_that_was_renamed_is_asked_about(tmp_path: Path) -> None:
    from instances import imports

    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    (tmp_path / "talks.csv").write_text(TALKS.replace("Minutes", "Extra"), encoding="utf-8")
    plan = imports.plan([str(tmp_path / "rooms.csv"), str(tmp_path / "talks.csv")], str(tmp_path / "map.yaml"))
    assert [str(column.heading.value) for column in plan.questions] == ["Extra"]


def test_a_sheet_that_the_map_knows_must_be_named(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    with pytest.raises(BadInput, match=r"the map knows more sheets than are named: rooms.csv, sheet 'rooms' \(rooms\)"):
        bring(tmp_path, {"talks.csv": TALKS}, {})


def test_names_in_the_map_that_stand_nowhere_are_told(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    path = tmp_path / "map.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("same: []", "same: [[Ana Silva, Ana Silvia]]"), encoding="utf-8")
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {})
    assert any("'Ana Silvia' under 'same' or 'different' stands in no sheet" in str(note) for note in done.notes)
    path.write_text(
        path.read_text(encoding="utf-8").replace("Ana Silvia", "Bo Lind").replace("different: []", "different: [[Ana Silva, Bo Lind]]"),
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="stand under 'same' and under 'different'"):
        bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {})
    path.write_text("same: [Ana, Bo]\n", encoding="utf-8")
    with pytest.raises(BadInput, match="write each group in brackets of its own"):
        bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {})


def test_guesses_on_what_is_new_are_told_later_too(tmp_path: Path) -> None:
    from instances import imports

    people = "Name,Attendance\nAna Silva,on site\n"
    bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": TALKS})
    (tmp_path / "people.csv").write_text(people + "John Doe,online\n", encoding="utf-8")
    path = str(tmp_path / "map.yaml")
    order = imports.order(
        [*(str(tmp_path / f"{n}.csv") for n in ("rooms", "people", "talks")), str(tmp_path / "mine.yaml")], path, lambda _: ()
    )
    plan = imports.plan(order.sheets, path)
    done = imports.carry_out(plan, order.before, None, order.name)
    words = imports.words(plan, done, order.before, False)
    assert "no time zone of John Doe is known" in words
    assert "is in no list of people" not in words, "that was told the first time"


def test_agendas_go_by_the_name_of_the_file(tmp_path: Path) -> None:
    """'agenda solve mine.yaml' writes mine.agenda.json."""
    assert bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}).conference.id == "mine"


def test_what_a_row_says_of_several_people_is_said_of_all(tmp_path: Path) -> None:
    talks = "Talk title,Forum,Minutes,Speaker,Mode,Country\nOn dams,Water,20,Ana Li; Bo Ek,online,Japan\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert {(s.name, s.attends, s.timezone) for s in done.conference.speakers} == {
        ("Ana Li", "online", "Asia/Tokyo"),
        ("Bo Ek", "online", "Asia/Tokyo"),
    }
    assert "talks E2: taken as said of all: Ana Li, Bo Ek" in cells(done, "guessed")


@pytest.mark.parametrize(
    ("content", "kind", "columns"),
    [
        (
            "Session Name,Forum,Minutes,Speakers\nOpening,Water,30,Ana Li\nTrust,Water,60,Bo Ek; Cy Young\n",
            "talks",
            ["talk.title", "subforum.title"],
        ),
        ("Venue,Room,Capacity\nPalace,Gold,300\nPalace,Silver,80\n", "rooms", ["room.building", "room.title"]),
        (
            "Title,Speaker,Track,Session format\nWires,Ana Li,Net,Talk (30 min)\nWaves,Bo Ek,Net,Workshop (2 hours)\n",
            "talks",
            ["talk.title", "speaker.name", "subforum.track", "talk.minutes"],
        ),
        ("Title,Speaker,Time (min)\nWires,Ana Li,30\nWaves,Bo Ek,20\n", "talks", ["talk.title", "speaker.name", "talk.minutes"]),
        (
            "Name,Country,Available from,Available until\nAna Li,JP,9 Nov 14:00,10 Nov 12:00\n",
            "speakers",
            ["speaker.name", "speaker.country", "speaker.arrives", "speaker.leaves"],
        ),
        (
            "Building,Room,Cap.,Opening hours\nNorth,1,200,09:00-17:00\nNorth,2,80,09:00-17:00\n",
            "rooms",
            ["room.building", "room.title", "room.seats", "room.available"],
        ),
        ("论坛,板块,会场要求\n网络论坛,技术,同声传译\n", "subforums", ["subforum.title", "subforum.track", "subforum.needs"]),
    ],
)
def test_headings_that_were_taken_for_others(tmp_path: Path, content: str, kind: str, columns: list[str]) -> None:
    holds, found = fields(tmp_path, content)
    assert (holds, found[: len(columns)]) == (kind, columns)


@pytest.mark.parametrize(
    ("cell", "speakers", "moderators"),
    [
        ("Moderator: Eva Lind; Panelists: Bo Ek, Ana Li, Cy Young", ["Bo Ek", "Ana Li", "Cy Young"], ["Eva Lind"]),
        ("主持：陈静；嘉宾：李晓红、赵刚", ["李晓红", "赵刚"], ["陈静"]),
        ("Eva Lind (moderator); Bo Ek", ["Bo Ek"], ["Eva Lind"]),
        ("Ana Li <a@x.org>; Bo Ek", ["Ana Li", "Bo Ek"], []),
    ],
)
def test_words_for_roles_are_no_names(tmp_path: Path, cell: str, speakers: list[str], moderators: list[str]) -> None:
    talks = f'Talk title,Forum,Speakers\nWires,Networks,"{cell}"\nWaves,Networks,Zoe Zed; Yan Yu\n'
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks}).conference
    talk = conference.talk("wires")
    assert [conference.name(id) for id in talk.speakers] == speakers
    assert [conference.name(seat.candidates[0]) for seat in talk.seats] == moderators


def test_nothing_is_no_feature(tmp_path: Path) -> None:
    rooms = "Room,Seats,Equipment\nA,10,N/A\nB,10,none\nC,10,projector / screen\n"
    conference = bring(tmp_path, {"rooms.csv": rooms, "talks.csv": TALKS}).conference
    assert [r.features for r in conference.rooms] == [(), (), ("projector", "screen")]


def test_a_talk_of_nobody_in_a_list_of_people_stays(tmp_path: Path) -> None:
    people = "Name,Country,Talk title,Forum,Minutes\nAna Li,JP,Wires,Water,20\nTBA (ITU),CH,ITU talk,Water,20\n,,Open talk,Water,20\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people})
    assert talks_of(done) == {"Wires": ["Ana Li"], "ITU talk": [], "Open talk": []}


def test_sheets_that_are_not_to_be_used_are_not(tmp_path: Path) -> None:
    done = bring(
        tmp_path,
        {"rooms.csv": ROOMS, "talks.csv": TALKS, "DRAFT do not use.csv": TALKS.replace("Wires", "Old wires").replace("Name", "Who")},
    )
    assert "Old wires" not in talks_of(done)
    assert any("its name says that it is not to be used" in str(note) for note in done.notes)


def test_a_forum_that_people_emptied_is_neither_new_nor_taken_out(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    talks = TALKS.replace("Cy Okoro,Coins,Money", "Cy Okoro,Coins,Networks")
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks}, {})
    assert (done.changes.new, done.changes.removed) == ([], [])
    assert done.changes.gone == ["subforums/money"]


def test_the_length_of_a_forum_with_talks_is_told_not_to_count(tmp_path: Path) -> None:
    forums = "Forum,Theme,Duration\nNetworks,Technology,120 min\nMoney,Trade,half a day or so\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "forums.csv": forums, "talks.csv": TALKS})
    assert "forums C2: 120 minutes are told, and the lengths of its talks count" in cells(done, "guessed")
    assert [one.cell for one in done.remarks.unread] == ["C3"]


def test_talks_of_one_title_are_listed(tmp_path: Path) -> None:
    talks = TALKS + "Dee Dee,Wires,Money,20\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert [(p.first.name, p.second.name, p.reason) for p in done.duplicates] == [("Wires", "Wires", "talks of one title")]


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("美国纽约", "America/New_York"),
        ("Paris, France", "Europe/Paris"),
        ("Brazil (Manaus)", "America/Manaus"),
        ("U.K.", "Europe/London"),
        ("Hong Kong SAR, China", "Asia/Hong_Kong"),
    ],
)
def test_places_with_more_words(tmp_path: Path, cell: str, zone: str) -> None:
    people = f'Name,City,Attendance\nAna Silva,"{cell}",online\nBo Lind,Paris,online\nCy Okoro,Tokyo,online\n'
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people, "talks.csv": TALKS}).conference
    assert conference.speaker("ana-silva").timezone == zone


def test_sheets_without_end_are_refused(tmp_path: Path) -> None:
    people = "Name,Country\n" + "".join(f"Ana Fam{n},PT\n" for n in range(9000))
    with pytest.raises(BadInput, match="the sheets have 9,005 rows, more than 8,000"):
        bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": TALKS})


def test_texts_without_end_are_not_read(tmp_path: Path) -> None:
    """Brackets, dashes and digits by the ten thousand took patterns minutes to see through."""
    talks = TALKS.replace("Minutes\n", "Minutes,Remarks\n") + f"{'(' * 30000},{'-' * 30000},{'[' * 30000},{'1' * 30000},{'9 Nov ' * 5000}\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert {one.cell for one in done.remarks.unread} >= {"A5", "B5", "C5", "D5", "E5"}


def test_needs_may_stand_in_the_rows_of_talks(tmp_path: Path) -> None:
    rooms = "Room,Seats,Equipment\nHall 1,200,interpretation\n"
    talks = "Talk title,Speaker name,Forum,Technical requirements\nWires,Ana Li,Networks,Interpretation\nWaves,Bo Ek,Networks,none\n"
    assert bring(tmp_path, {"rooms.csv": rooms, "talks.csv": talks}).conference.subforum("networks").needs == ("interpretation",)


def test_each_cell_is_read_under_its_own_heading(tmp_path: Path) -> None:
    people = "Name,Attending in person?\nAna Silva,maybe\nBo Lind,yes\nCy Okoro,yes\n"
    talks = "Speaker,Talk title,Forum,Online?\nAna Silva,Wires,Networks,yes\nBo Lind,Waves,Networks,no\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": talks})
    assert done.conference.speaker("ana-silva").attends == "online"


def test_a_date_in_the_row_of_a_break_counts_below_it(tmp_path: Path) -> None:
    slots = "Date,Start,End,Slot name\n9 Nov 2022,14:00,18:00,Opening\n10 Nov 2022,8:00,9:00,Registration\n,9:00,12:00,Morning\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS, "slots.csv": slots}, {"timezone": "Asia/Shanghai"})
    assert [(text(b.title), b.start.day) for b in done.conference.blocks] == [("Opening", 9), ("Morning", 10)]


def test_people_of_a_forum_with_titles_in_two_languages(tmp_path: Path) -> None:
    people = "Speaker name,Forum (English),Forum (Chinese)\nAna Li,Health,健康\nBo Ek,Media,媒体\nAna Li,Health,健康\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people})
    assert [(s.title, len(s.talks)) for s in done.conference.subforums] == [
        ({"en": "Health", "zh": "健康"}, 1),
        ({"en": "Media", "zh": "媒体"}, 1),
    ]


def test_several_keynotes_in_a_list_of_people_stay_several(tmp_path: Path) -> None:
    people = "Name,Country,Talk title,Forum,Length\nAna Li,JP,Keynote,Networks,30\nBo Ek,SE,Keynote,Networks,20\n"
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people}).conference
    assert [t.minutes for t in conference.subforum("networks").talks] == [30, 20]


def test_words_before_a_role_are_no_person(tmp_path: Path) -> None:
    talks = "Talk title,Forum,Speakers\nWires,Networks,Keynote speaker: Ana Bo\nWaves,Networks,Session chair: Eva Lind; Speaker: Bo Ek\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    assert talks_of(done) == {"Wires": ["Ana Bo"], "Waves": ["Bo Ek"]}
    assert done.conference.talk("waves").seats[0].candidates == ("eva-lind",)


def test_an_address_belongs_to_the_one_speaker_of_a_row(tmp_path: Path) -> None:
    people = "Name,E-mail\nAna Silva,-\nBo Lind,bo@x.org\n"
    talks = "Talk title,Forum,Speakers,E-mail\nWires,Networks,Ana Silva,ana@x.org\nWaves,Networks,Bo Lind,bo@x.org\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": talks})
    assert {s.name: s.email for s in done.conference.speakers} == {"Ana Silva": "ana@x.org", "Bo Lind": "bo@x.org"}


def test_the_map_makes_two_tracks_one(tmp_path: Path) -> None:
    forums = "Forum,Theme\nNetworks,Digital Health\nMoney,Digital Healht\n"
    files = {"rooms.csv": ROOMS, "forums.csv": forums, "talks.csv": TALKS}
    first = bring(tmp_path, files)
    assert [(p.first.name, p.second.name) for p in first.duplicates] == [("Digital Healht", "Digital Health")]
    path = tmp_path / "map.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("same: []", "same: [[Digital Health, Digital Healht]]"), encoding="utf-8")
    again = bring(tmp_path, files, {})
    assert not again.duplicates
    assert [text(t.title) for t in again.conference.tracks] == ["Digital Health"]


def test_a_heading_that_was_renamed_may_be_proposed_for_what_it_was(tmp_path: Path) -> None:
    from instances import imports

    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    (tmp_path / "talks.csv").write_text(TALKS.replace("Name,", "Your full name,"), encoding="utf-8")
    plan = imports.plan([str(tmp_path / "rooms.csv"), str(tmp_path / "talks.csv")], str(tmp_path / "map.yaml"))
    assert [column.field for column in plan.questions] == ["speaker.name"]
