"""Answers of an online form in English, the committee's speaker list, and a room list out of an old program."""

from __future__ import annotations

from random import Random

from tests.messy.dress import Habits, dress, odd_modes, spell
from tests.messy.kinds import Draft, File, TypedRoom, plain, row, submissions, withdrawn
from tests.messy.names import Name
from tests.messy.programme import Human, Part, Programme, programme
from tests.messy.sheet import Column, Row, Sheet, Typed
from tests.messy.themes import TRACKS
from tests.messy.truth import Room, Span, at
from tests.messy.wording import ENGLISH

PEOPLE = 160


def _other(text: str, trouble: str, *likely: tuple[str, str, bool]) -> Typed:
    return Typed(text, "told" if likely else "guessed", (trouble,), likely=likely)


def _same(text: str, name: str, trouble: str) -> Typed:
    return _other(text, trouble, (text, name, True))


def _own(text: str) -> Typed:
    return Typed(text, "debatable", ("name with title",) if text[:2] in ("Dr", "Pr") else ("name with other signs",))


CAST = (
    Part(
        Name("María-José", "Núñez", "", "ES"),
        "Prof.",
        _own("Prof. María-José Núñez"),
        _other("NUNEZ, Maria Jose", "name with accents and order"),
    ),
    Part(Name("Wei", "Li"), "Dr", _own("Dr Li Wei"), _other("LI Wei", "name with title and order")),
    Part(Name("Wen", "Li")),
    Part(Name("Ting", "Zhao"), email="zhaoting@example.com"),
    Part(Name("Oluwaseun", "Adeyemi", "", "NG"), spelt=_same("Oluwaseun Adeyemy", "Oluwaseun Adeyemi", "one letter amiss")),
    Part(Name("Xiaofen", "Tang")),
    Part(Name("Jaemin", "Bae", "", "KR")),
    Part(
        Name("Jiyoung", "Bae", "", "KR"),
        spelt=_other("J. Bae", "initials", ("J. Bae", "Jiyoung Bae", True), ("J. Bae", "Jaemin Bae", False)),
    ),
    Part(
        Name("Jürgen", "Müller", "", "DE"), "Dr.", _own("Dr. Jürgen Müller"), _same("Juergen Mueller", "Jürgen Müller", "umlauts spelt out")
    ),
    Part(Name("Xiaoyan", "Wang", "王晓燕"), spelt=_same("王晓燕 (Wang Xiaoyan)", "Xiaoyan Wang", "name in two scripts")),
    Part(Name("José", "Pereira", "", "PT")),
    Part(
        Name("Katherine", "Osei", "", "GH"),
        spelt=_same("Kate Osei", "Katherine Osei", "two names with one e-mail"),
        again=True,
    ),
    Part(Name("Siobhán", "O’Brien", "", "IE"), own=_own("Siobhan O'Brien")),
    Part(Name("Samuel", "Boateng", "", "GH"), spelt=_same("Samuel K. Boateng", "Samuel Boateng", "initials")),
    Part(Name("Xiaoming", "Li"), spelt=_same("Xiao Ming Li", "Xiaoming Li", "name with other spaces")),
    Part(Name("A.", "Silva", "", "PT")),
    Part(Name("B.", "Silva", "", "PT")),
    Part(Name("Ana José", "Pereira", "", "PT")),
    Part(Name("Xiaofan", "Tang")),
    Part(Name("Ting", "Zhao"), email="ting.zhao@example.org"),
)
LIKELY = (("Xiaofen Tang", "Xiaofan Tang", False), ("José Pereira", "Ana José Pereira", False))
DISTINCT = frozenset({("Wei Li", "Wen Li"), ("Li Wei", "Li Wen"), ("A. Silva", "B. Silva"), ("Jaemin Bae", "Jiyoung Bae")})
FEATURES = {
    "interpretation": frozenset({"interpretation", "interpretation booths", "Interpretation"}),
    "streaming": frozenset({"streaming", "live stream"}),
    "projector": frozenset({"projector", "Projector"}),
    "step-free": frozenset({"Step-free access"}),
}

DRAFT_MARK = " (final titel)"
NEW_TITLES = ("A late arrival", "What we forgot", "Fixing the rest", "Notes from the ferry", "Ask us anything")


def draft() -> Draft:
    """The first export, before its cells have places."""
    made = programme(2022, CAST, 0.4, False, PEOPLE)
    spell(made)
    answered = list({id(session.speakers[0]): session.speakers[0] for session in made.sessions}.values())
    dress(made, ENGLISH, answered, _shown, Habits("Not sure yet"))
    _special_titles(made)
    _unlisted(made, answered)
    _odd_forums(made)
    odd_modes(made, answered, "in person")
    made.sittings[7].sessions[2].title += DRAFT_MARK
    return Draft(
        kind="english",
        made=made,
        shown=_shown,
        rooms=rooms(),
        features=FEATURES,
        answered=answered,
        tracks=tuple(TRACKS),
        likely=LIKELY,
        namesakes=frozenset({"Ting Zhao"}),
        distinct=DISTINCT,
        draft_mark=DRAFT_MARK,
        new_titles=NEW_TITLES,
        in_person=Typed("In person"),
    )


def _shown(human: Human) -> str:
    return human.name.western


def _special_titles(made: Programme) -> None:
    """Titles that look like something else."""
    texts = (
        "=SUM of parts: budgets for open data",
        "+1 is not a review",
        "@school: a field report",
        "10 November 2022, 9:30: what happened",
    )
    for sitting, title in zip(made.sittings[3::3], texts, strict=False):
        sitting.sessions[2].title = title


def _unlisted(made: Programme, answered: list[Human]) -> None:
    """Two speakers who are mentioned in the form and stand in no list."""
    silent = [h for h in made.people if h not in answered and h.sessions and not h.special and h.attends == "onsite"]
    for human in silent[4::15][:2]:
        human.listed, human.email = False, ""
        for session in human.sessions:
            session.spelt[id(human)] = Typed(_shown(human), "told", ("speaker who is in no list",))


def _odd_forums(made: Programme) -> None:
    """Forums that were typed, not chosen."""
    one, other = made.sittings[8].sessions[1], made.sittings[9].sessions[1]
    one.forum = Typed(f" {one.sitting.title.upper()} ", "debatable", ("forum in other letters",))
    other.forum = Typed(other.sitting.title.replace("Forum", "Forun").replace("Workshop", "Workshp"), "told", ("forum with a slip",))


def _room(
    name: str, building: str, seats: Typed, count: int | None, equipment: str, access: Typed, closed: str = "", spans: tuple[Span, ...] = ()
) -> TypedRoom:
    names = {feature for feature, words in FEATURES.items() if any(word in equipment for word in words)}
    names |= {"step-free"} if access.value in ("yes", "x") else set()
    cells = {
        **plain(room=name, building=building, features=equipment or None),
        "seats": seats,
        "access": access,
        "closed": Typed(closed or None, "guessed" if closed else "plain", ("room closed part of a day",) if closed else ()),
    }
    return TypedRoom(Room(name, building, count, frozenset(names), spans), cells)


def rooms() -> list[TypedRoom]:
    """Eight rooms in three buildings."""
    centre, cafe, expo = "Convention Centre", "Café Éléonore", "Expo Hall"
    signs = ("yes or no in signs",)
    yes, no, cross, maybe = Typed("yes"), Typed("no"), Typed("x", "guessed", signs), Typed("maybe", "unread", signs)
    full, some = "interpretation booths, projector, streaming", "projector"
    about, exact = ("seats about",), ("seats in words",)
    return [
        _room("Main Hall", centre, Typed("1,200", troubles=exact), 1200, full, yes),
        _room("Room Lumière", centre, Typed("600 seats", troubles=exact), 600, full, yes),
        _room("Room 3", centre, Typed("420"), 420, "interpretation; projector", no, "closed 9 Nov p.m.", ((at(9, 12), at(10, 0)),)),
        _room("Room 4", expo, Typed("about 300", "guessed", about), 300, "projector / live stream", cross),
        _room("Room 5", expo, Typed("approx. 200", "guessed", about), 200, "interpretation & projector", yes),
        _room("Salle Zoë", cafe, Typed("120 pax", troubles=exact), 120, some, no),
        _room("Terrace", cafe, Typed("80"), 80, "", no, "Nov 10 morning: closed for cleaning", ((at(10, 0), at(10, 12)),)),
        _room("Annex", cafe, Typed("tbd", "unread", ("seats that cannot be read",)), None, some, maybe),
    ]


def files(draft: Draft) -> tuple[File, File, File]:
    """Form, speaker list and rooms."""
    random = Random(7 if draft.newer else 6)
    return _form(draft, random), _list(draft, random), _rooms(draft)


def _form(draft: Draft, random: Random) -> File:
    columns = [
        Column("_stamp", "Timestamp"),
        Column("email", "E-mail address"),
        Column("name", "Your name (as it should be printed)"),
        Column("_unit", "Affiliation"),
        Column("talk", "Title of your talk"),
        Column("_abstract", "Abstract (max. 200 words)"),
        *draft.column("May we take photos?"),
        Column("forum", "Which forum is it for?"),
        Column("track", "Theme"),
        Column("speakers", "Co-speakers, if any"),
        Column("minutes", "How long do you need?"),
        Column("audience", "How many people will come to this forum, do you think?"),
        Column("interpretation", "Interpretation needed?"),
        Column("attends", "How will you take part?"),
        Column("zone", "If online: your city or time zone"),
        Column("available", "When can you be there? Any other remarks? (online: in your own time)"),
        Column("_size", "T-shirt size"),
    ]
    tracks = list(TRACKS)
    rows = []
    for _, cells in submissions(draft, ENGLISH.separators):
        track = cells["track"].value
        assert isinstance(track, int)
        rows.append(row({**cells, "track": Typed(tracks[track])}))
    random.shuffle(rows)
    hidden = row(withdrawn(draft, dict(rows[4].cells), 0, "Withdrawn: a talk that nobody gives"), hidden=True)
    rows.insert(12, hidden)
    old = Sheet("Test responses", columns[:5], [row(plain(email="test@example.org", name="Test Person", talk="test test"))], hidden=True)
    return File(draft.name("Call for talks (Responses)", ".xlsx"), (Sheet("Form Responses 1", columns, rows), old))


def _list(draft: Draft, random: Random) -> File:
    columns = [
        Column("_number", "No."),
        Column("_title", "Title", "Name"),
        Column("family", "Last", "Name"),
        Column("given", "First", "Name"),
        Column("_unit", "Organisation"),
        Column("_internal", "Internal rating", hidden=True),
        Column("country", "Country"),
        *draft.column("Visa issued"),
        Column("email", "E-mail", "Contact"),
        Column("_phone", "Phone", "Contact"),
        Column("attends", "Comes how? (only if known)"),
    ]
    people = sorted((human for human in draft.made.people if human.listed), key=lambda human: (human.name.family, human.name.given))
    if draft.newer:
        random.shuffle(people)
    rows = [_listed(draft, human, number) for number, human in enumerate(people, 1)]
    rows.insert(20, row({**plain(family="Ghostwriter", given="Gus", country="Nowhere"), "_number": Typed(None)}, hidden=True))
    total = row({"_number": Typed("Total"), "family": Typed(len(people), formula=f"SUBTOTAL(103,C6:C{len(rows) + 5})")}, total=True)
    above = ("Confirmed speakers and guests, as of October", "", "")
    return File(draft.name("Speakers confirmed", ".xlsx"), (Sheet("Speakers", columns, [*rows, total], above),))


def _listed(draft: Draft, human: Human, number: int) -> Row:
    cells = {
        **plain(family=human.name.family, given=human.name.given, email=human.email, _title=human.title or None),
        "_number": Typed(number, formula="ROW()-5"),
        "_unit": Typed(f"University of Nowhere {number % 9}"),
        "_internal": Typed("ABC"[number % 3]),
        "country": human.country,
        "_phone": Typed(f"+{number % 80 + 10} 555 {number:04}", troubles=("text that looks like a formula",)),
        "attends": human.listed_mode,
        "_new": Typed("yes"),
    }
    return row(cells)


def _rooms(draft: Draft) -> File:
    columns = [
        Column("building", "Where"),
        Column("room", "Name of room"),
        *draft.column("Key holder"),
        Column("seats", "Capacity"),
        Column("features", "Equipment"),
        Column("access", "Step-free access"),
        Column("closed", "Remarks on use"),
        Column("_rent", "Rent per day"),
    ]
    rows = [
        row({**typed.cells, "_rent": Typed(f"{900 - 70 * at},50 €"), "_new": Typed("front desk")}) for at, typed in enumerate(draft.rooms)
    ]
    total = row(plain(building="Total", seats="2,920"), total=True)
    sheet_rows = [*rows, total]
    name = draft.name("rooms_2022", ".csv")
    return File(name, (Sheet(name.rsplit(".", 1)[0], columns, sheet_rows),), "cp1252", ";")
