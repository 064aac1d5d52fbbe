"""The rows of foreign sheets as things: rooms, people, subforums, tracks, talks, and the stretches of the programme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from instances.imports.entries import Entry, Remarks
from instances.imports.fields import KINDS, NEED
from instances.imports.mapping import Map, parts
from instances.imports.people import People
from instances.imports.rows import Row, Source, addresses_of, name_of, read_rows, text_of, title_entry, title_of, titles_of
from instances.imports.things import EMPTY, Thing, title_key
from instances.problems import BadInput, Problem
from instances.typed.answers import read_names, read_yes
from instances.typed.attendance import read_attends
from instances.typed.people import in_brackets, nobody
from instances.typed.reading import Unread, normal, shown

MOST_ROWS = 8_000
"""Rows of all sheets together."""
_SEVERAL = re.compile(r"[;；|\n、/／]|\s&\s|\s(?:and|und)\s", re.IGNORECASE)
_PARTED = re.compile(r"[;；|\n]")
"""What stands between several names in a cell for one; a comma stands within one, too."""
COMMON = re.compile(
    r"(?:opening|closing|welcome|keynote)?(?: ?(?:remarks|address|speech|talk))?|introduction|summary|tb[acd]|n/?a|q ?& ?a|discussion"
    r"|(?:开幕|闭幕)?致辞|(?:主旨)?演讲|发言|总结|待定"
)
"""Titles that many talks have."""
_ADDRESS = re.compile(r"<?\(?([^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,})\)?>?", re.IGNORECASE)
_ROLE = re.compile(
    r"(?<![A-Za-z])(?:(?:keynote|session|panel|guest|invited|co)[ -])?"
    r"(?P<role>moderators?|moderated by|chairs?|chaired by|hosts?|speakers?|panell?ists?|discussants?|keynotes?|presenters?"
    r"|主持人?|嘉宾|演讲嘉宾|演讲人?|讲者|发言人?)\s*[:：]\s*",
    re.IGNORECASE,
)
_MODERATOR = re.compile(r"(?:session |panel |co-?)?(?:moderat|chair|host)|主持")
_OF_FORUM = ("subforum.track", "subforum.audience", "subforum.topics", "subforum.needs")
"""Fields of subforums that rows of talks and people may have."""
_OWN = ("name", "given", "family", "also", "email", "join_url", "organisation")
"""Fields that are of one person alone."""


@dataclass
class Gathered:
    """Everything that the sheets are about, in the order in which it is met; `met`: titles as they were typed, to compare."""

    people: People
    rooms: dict[str, Thing] = field(default_factory=dict)
    subforums: dict[str, Thing] = field(default_factory=dict)
    tracks: dict[str, Thing] = field(default_factory=dict)
    talks: list[Thing] = field(default_factory=list)
    blocks: list[Thing] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    called: dict[str, str] = field(default_factory=dict)

    def called_of(self, title: str) -> str:
        """The title that is shown for one, as the map says, or itself."""
        self.met.add(title_key(title))
        return self.called.get(title_key(title), title)


def gather(sources: Sequence[Source], plan: Map, remarks: Remarks) -> Gathered:
    """The things of all sheets; lists of people are read before what mentions people. Raises BadInput for too many rows."""
    rows = sum(len(source.table.rows) for source in sources)
    if rows > MOST_ROWS:
        raise BadInput([Problem((), f"the sheets have {rows:,} rows, more than {MOST_ROWS:,}", "keep what the agenda is to be made of")])
    gathering = _Gathering(plan, remarks)
    for kind in KINDS:
        for source in (source for source in sources if source.map.holds == kind):
            for row, first in read_rows(source, remarks):
                gathering.row(kind, row, first)
    return gathering.found


class _Gathering:
    """What has been met so far."""

    def __init__(self, plan: Map, remarks: Remarks) -> None:
        self.remarks = remarks
        self.found = Gathered(People(plan.same, plan.different, remarks))
        self.by_title: dict[str, list[Thing]] = {}
        self.found.called = {title_key(name): group[0] for group in plan.same for name in group}

    def row(self, kind: str, row: Row, first: Entry) -> None:
        """Take in a row of a sheet of a kind."""
        {"blocks": self._block, "rooms": self._room, "speakers": self._person, "subforums": self._forum, "talks": self._talk_row}[kind](
            row, first
        )

    def _block(self, row: Row, first: Entry) -> None:
        block = Thing("blocks", title_of(row, "block"), [first], titles=titles_of(row, "block"))
        block.tell(row, "block.")
        self.found.blocks.append(block)

    def _room(self, row: Row, first: Entry) -> None:
        room = self._titled(self.found.rooms, "rooms", row, "room")
        if room is not None and room.places[-1] is not room.places[0] and text_of(row, "room.building") != _first(room, "room.building"):
            key = title_key(f"{room.name} {text_of(row, 'room.building')}")
            room = self.found.rooms.setdefault(key, Thing("rooms", room.name, [room.places.pop()], titles=dict(room.titles)))
        if room is None:
            self.remarks.fail(first, "the row has no name of a room", "write one, or take the row out")
            return
        room.tell(row, "room.")

    def _person(self, row: Row, first: Entry) -> None:
        name = name_of(row)
        if name is None:
            self.remarks.fail(first, "the row has no name of a person", "write one, or take the row out")
            if title_of(row, "talk"):
                self._talk(row, self._forum_of(row), merge=True)
            return
        if self._nobody(name, name.text):
            if title_of(row, "talk"):
                self._talk(row, self._forum_of(row), merge=True)
            return
        person = self.found.people.listed(name, (*addresses_of(row), "")[0], text_of(row, "speaker.organisation"))
        self._describe(person, row)
        forum = self._forum_of(row)
        title = title_of(row, "talk") or None
        moderates = bool(_MODERATOR.search(normal(text_of(row, "speaker.role"))))
        if title is None and forum is not None:
            self._without_title(person, forum, row, moderates)
        if title is not None:
            talk = self._talk(row, forum, merge=True)
            (talk.moderators if moderates else talk.parts).append(person)
            talk.parts += [one for one in self._people(row, "talk.speakers", talk.moderators) if one not in talk.parts]

    def _without_title(self, person: Thing, forum: Thing, row: Row, hosts: bool) -> None:
        """Someone appears in a subforum, and no cell says with what."""
        if hosts:
            self.remarks.guess(row["speaker.role"][0], f"{person.name} taken as a host of {forum.name}")
            forum.hosts.append(person)
            return
        if any(talk.owner is forum and person in talk.parts for talk in self.found.talks):
            return
        entry = title_entry(row, "subforum") if title_of(row, "subforum") else row["subforum.track"][0]
        self.remarks.guess(entry, f"no cell gives a title: the talk is called {shown(person.name)}")
        talk = Thing("talks", person.name, [entry], titles={"": person.name}, owner=forum)
        talk.tell(row, "talk.")
        talk.parts.append(person)
        self.found.talks.append(talk)

    def _forum(self, row: Row, first: Entry) -> None:
        forum = self._forum_of(row)
        if forum is None:
            self.remarks.fail(first, "the row has no name of a subforum", "write one, or take the row out")
            return
        forum.tell(row, "subforum.")
        forum.parts += self._people(row, "subforum.speakers")
        forum.hosts += self._people(row, "subforum.moderator")
        for entry in row.get("subforum.hosts", ()):
            names = [name for name in self._names(entry) if self.found.people.known(name)]
            if not names:
                self.remarks.passed.append(entry.says("names no person that another cell names: taken as an organisation"))
            forum.hosts += [person for name in names if (person := self._mentioned(entry, name)) is not None]

    def _talk_row(self, row: Row, first: Entry) -> None:
        name = name_of(row)
        if not title_of(row, "talk"):
            self._untitled(row, first, name)
            return
        people: list[Thing] = []
        if name is not None:
            texts = self._names(name) if "speaker.name" in row else [name.text]
            emails = addresses_of(row)
            if len(texts) > 1 and emails and len(emails) != len(texts):
                self.remarks.fail(row["speaker.email"][0], f"whose of {len(texts)} people it is cannot be told", "write one for each")
                emails = []
            each = [*emails, *[""] * len(texts)][: len(texts)]
            whose = text_of(row, "speaker.organisation") if len(texts) == 1 else ""
            people = [p for text, mail in zip(texts, each, strict=True) if (p := self._mentioned(name, text, mail, whose)) is not None]
            self._describe_all(people, row)
        led: list[Thing] = []
        others = self._people(row, "talk.speakers", led)
        if name is None and any(key.startswith("speaker.") for key in row):
            self._describe_all(others, row)
            if len(others) == 1 and not others[0].email:
                others[0].email = (*addresses_of(row), "")[0]
        people += others
        talk = self._talk(row, self._forum_of(row), people=people)
        talk.moderators += led
        talk.parts += [person for person in people if person not in talk.parts]

    def _untitled(self, row: Row, first: Entry, name: Entry | None) -> None:
        """A row of a list of talks that has no title: a person of whom it says something, or a fault."""
        if name is None or any(not key.startswith(("speaker.", EMPTY)) for key in row):
            self.remarks.fail(first, "the row has no title of a talk", "write one, or take the row out")
            return
        texts = self._names(name)
        addresses = addresses_of(row) if len(texts) == 1 else []
        people = [person for text in texts if (person := self._mentioned(name, text, *addresses[:1])) is not None]
        self._describe_all(people, row)

    def _talk(self, row: Row, forum: Thing | None, merge: bool = False, people: Sequence[Thing] = ()) -> Thing:
        """The talk of a row: the one of this title in this subforum, where there is one, or a new one.

        In a list of talks it is the same if it is by the same people, too, or stands in the rows before, as the talks
        of a panel do; what is called just 'Opening' or 'Keynote' may be many.
        """
        title = title_of(row, "talk")
        entry = title_entry(row, "talk")
        merge = merge and not COMMON.fullmatch(normal(title))
        alike = [talk for talk in self.by_title.get(title_key(title), ()) if talk.owner is forum or forum is None or talk.owner is None]
        known = next((talk for talk in alike if merge or {id(p) for p in talk.parts} == {id(p) for p in people}), None)
        if known is None and alike and not COMMON.fullmatch(normal(title)) and alike[-1].places[0].cell.sheet == entry.cell.sheet:
            known = alike[-1]
            if not entry.cell.merged:
                self.remarks.guess(entry, f"taken as one talk with that in {known.places[0].place}")
        if known is None:
            known = Thing("talks", title, [entry], titles=titles_of(row, "talk"), owner=forum)
            self.found.talks.append(known)
            self.by_title.setdefault(title_key(title), []).append(known)
        known.owner = known.owner or forum
        for language, text in titles_of(row, "talk").items():
            known.titles.setdefault(language, text)
        known.tell(row, "talk.")
        known.moderators += [one for one in self._people(row, "talk.moderator") if one not in known.moderators]
        return known

    def _forum_of(self, row: Row) -> Thing | None:
        """The subforum that a row names, with its track; where it names a track alone, the subforum is that track."""
        forum = self._titled(self.found.subforums, "subforums", row, "subforum")
        if forum is None and "subforum.track" in row:
            entry = row["subforum.track"][0]
            forum = self._named(self.found.subforums, "subforums", entry.text, entry)
        if forum is not None:
            forum.tell(
                {key: row[key] for key in ("subforum.track", "subforum.audience", "subforum.topics", "subforum.needs") if key in row},
                "subforum.",
            )
            self._need(forum, row)
        return forum

    def _titled(self, known: dict[str, Thing], kind: str, row: Row, prefix: str) -> Thing | None:
        title = title_of(row, prefix)
        if not title:
            return None
        entry = title_entry(row, prefix)
        thing = self._named(known, kind, title, entry)
        for language, text in titles_of(row, prefix).items():
            thing.titles.setdefault(language, text)
        return thing

    def _named(self, known: dict[str, Thing], kind: str, title: str, entry: Entry) -> Thing:
        title = self.found.called_of(title)
        thing = known.setdefault(title_key(title), Thing(kind, title, [entry]))
        if entry not in thing.places:
            thing.places.append(entry)
        return thing

    def _describe(self, person: Thing, row: Row) -> None:
        person.tell(row, "speaker.")
        self.found.people.also(person, (entry.text for entry in row.get("speaker.also", ())))

    def _describe_all(self, people: Sequence[Thing], row: Row) -> None:
        """What a row says of its people: of one all of it, of several all but names and addresses, which is a guess."""
        if len(people) == 1:
            self._describe(people[0], row)
            return
        said = {name: cells for name, cells in row.items() if name.startswith("speaker.") and name[8:] not in _OWN}
        for entry in (entry for cells in said.values() for entry in cells):
            if people:
                self.remarks.guess(entry, f"taken as said of all: {', '.join(person.name for person in people)}")
            else:
                self.remarks.fail(entry, "nobody is named of whom this could be said", "write the name in the row")
        for person in people:
            person.tell(said, "speaker.")

    def _people(self, row: Row, name: str, led: list[Thing] | None = None) -> list[Thing]:
        """The people of a field; those whom a cell calls moderators go to `led`, where there is such a list."""
        people: list[Thing] = []
        for entry in row.get(name, ()):
            for role, part in _roles(entry):
                into = led if led is not None and _MODERATOR.match(role) else people
                for text in self._names(part):
                    moderates = led is not None and any(_MODERATOR.match(normal(word)) for word in in_brackets(text))
                    person = self._mentioned(part, text)
                    if person is not None and person not in people:
                        (led if led is not None and moderates else into).append(person)
        return people

    def _nobody(self, entry: Entry, text: str) -> bool:
        """Whether a text names nobody, which is told unless it is a dash."""
        if nobody(text):
            if any(letter.isalnum() for letter in text):
                self.remarks.guess(entry, f"{shown(text)} names nobody yet")
            return True
        return False

    def _mentioned(self, entry: Entry, text: str, email: str = "", organisation: str = "") -> Thing | None:
        """A person whom a cell names, with what it says in brackets of how they take part."""
        if self._nobody(entry, text):
            return None
        if address := _ADDRESS.search(text):
            email, text = email or address[1].casefold(), _ADDRESS.sub("", text).strip(" ,;<>")
            if not text:
                self.remarks.fail(entry, f"{shown(address[1])} is an address and no name", "write the name")
                return None
        person = self.found.people.mentioned(entry, text, email, organisation)
        if person is None:
            return None
        for word in in_brackets(text):
            with suppress(Unread):
                way = read_attends(word).value
                self.remarks.guess(entry, f"{shown(text)} takes part {way}")
                person.cells.setdefault("speaker.attends", []).append(replace(entry, cell=replace(entry.cell, value=word)))
        return person

    def _names(self, entry: Entry) -> list[str]:
        """The names in a cell. What is the name of somebody met before is one, whatever stands in it; where other signs
        part names, a comma does not: 'NUNEZ, Maria; Li Wei, Tencent'."""
        if self.found.people.known(entry.text):
            return [entry.text]
        pieces = [part.strip() for part in _SEVERAL.split(str(entry.value)) if part.strip()]
        names: list[str] = []
        for part in pieces:
            before, _, behind = part.partition(",")
            if self.found.people.known(part):
                names.append(part)
            elif len(pieces) > 1 and behind and _PARTED.search(str(entry.value)):
                names.append(before if " " in before.strip() else part)
                if " " in before.strip():
                    self.remarks.guess(entry, f"{shown(behind.strip())} left out of {shown(part)}")
            elif "," in part and len(part.split(",")) == 2 and " " not in before.strip():
                names.append(part)
                self.remarks.guess(entry, f"{shown(part)} taken as one name")
            else:
                names += self.remarks.read(replace(entry, cell=replace(entry.cell, value=part)), read_names) or ()
        return names

    def _need(self, forum: Thing, row: Row) -> None:
        """What a row says that the room of a subforum must have, by yes or no."""
        for key, entries in row.items():
            id, feature = parts(key)
            for entry in entries if id == NEED else ():
                if self.remarks.read(entry, read_yes):
                    forum.needs.setdefault(feature, entry)


def _roles(entry: Entry) -> list[tuple[str, Entry]]:
    """A cell in parts by the words for roles in it: 'Moderator: Eva; Panellists: Ana, Bo' has two."""
    text = str(entry.value)
    marks = list(_ROLE.finditer(text))
    if not marks:
        return [("", entry)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [("", text[: marks[0].start()]), *((normal(m["role"]), text[m.end() : end]) for m, end in zip(marks, ends, strict=True))]
    bare = [(role, part.strip(" ;；,，\n")) for role, part in parts]
    return [(role, replace(entry, cell=replace(entry.cell, value=part))) for role, part in bare if part]


def _first(thing: Thing, name: str) -> str:
    return thing.said(name)[0].text if thing.said(name) else ""
