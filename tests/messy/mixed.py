"""Registrations as UTF-16 text, a programme with a row for each speaker, and rooms under headings of two rows, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tests.messy.dress import Habits, dress, odd_modes, spell
from tests.messy.kinds import SIZES, Draft, File, TypedRoom, plain, row
from tests.messy.names import Name
from tests.messy.programme import Human, Part, Programme, Session, programme
from tests.messy.sheet import EMPTY, Column, Row, Sheet, Typed
from tests.messy.themes import TRACKS
from tests.messy.truth import Room, Span, at
from tests.messy.wording import MIXED

PEOPLE = 160
DRAFT_MARK = " (TBC)"
NEW_TITLES = ("A late arrival", "What we forgot", "Fixing the rest", "Notes from the ferry", "Ask us anything")


def _own(text: str, trouble: str, *likely: tuple[str, str, bool]) -> Typed:
    return Typed(text, "told" if likely else "guessed", (trouble,), likely=likely)


CAST = (
    Part(Name("Wei", "Li", "李伟"), own=_own("Li Wei", "name in one of two scripts", ("Li Wei", "李伟 Li Wei", True))),
    Part(Name("Muning", "Wang", "王沐宁"), own=_own("王沐宁", "name in one of two scripts", ("王沐宁", "王沐宁 Wang Muning", True))),
    Part(Name("Wen", "Li", "李文")),
    Part(Name("María-José", "Núñez", "", "ES"), own=_own("NUNEZ, Maria Jose", "name with accents and order")),
    Part(Name("Jürgen", "Müller", "", "DE"), own=_own("Juergen Mueller", "umlauts spelt out", ("Juergen Mueller", "Jürgen Müller", True))),
    Part(Name("Oluwaseun", "Adeyemi", "", "NG"), own=Typed("Dr. Oluwaseun Adeyemi", "debatable", ("name with title",))),
    Part(
        Name("Samuel", "Boateng", "", "GH"),
        spelt=_own("S. Boateng", "initials", ("S. Boateng", "Samuel Boateng", True)),
    ),
    Part(Name("Xiaofen", "Tang", "唐晓芬")),
    Part(Name("Xiaofan", "Tang", "唐晓凡")),
    Part(Name("Hana", "Ito", "", "JP"), own=_own("Ito Hana", "name with order")),
    Part(
        Name("Chidi", "Nwosu", "", "NG"),
        own=_own("Chidi Nowsu", "one letter amiss", ("Chidi Nowsu", "Chidi Nwosu", True)),
    ),
)
DISTINCT = frozenset({("李伟 Li Wei", "李文 Li Wen"), ("Li Wei", "李文 Li Wen")})
FEATURES = {
    "interpretation": frozenset({"Equipment 设备 Interpretation 同传", "Interpretation 同传"}),
    "streaming": frozenset({"Equipment 设备 Streaming 直播", "Streaming 直播"}),
    "step-free": frozenset({"Equipment 设备 Wheelchair 无障碍", "Wheelchair 无障碍"}),
}


def draft() -> Draft:
    """The first export, before its cells have places."""
    made = programme(88, CAST, 0.5, False, PEOPLE)
    spell(made)
    answered = [human for number, human in enumerate(made.people) if human.sessions and (human.special or number % 5)]
    dress(made, MIXED, answered, _shown, Habits("?", by_forum=True, countries=False))
    odd_modes(made, answered, "线下 on-site")
    made.sittings[10].sessions[2].title += DRAFT_MARK
    _bilingual(made)
    for human in made.people:
        human.email = human.email if human in answered else ""
    return Draft(
        kind="mixed",
        made=made,
        shown=_shown,
        rooms=rooms(),
        features=FEATURES,
        answered=answered,
        tracks=tuple(f"{zh} {en}" for en, zh in TRACKS.items()),
        likely=(),
        namesakes=frozenset(),
        distinct=DISTINCT,
        draft_mark=DRAFT_MARK,
        new_titles=NEW_TITLES,
        in_person=Typed("On-site 线下"),
        by_forum=True,
    )


def _shown(human: Human) -> str:
    return f"{human.name.han} {human.name.eastern}" if human.name.han else human.name.western


def _bilingual(made: Programme) -> None:
    """Forums have titles in two languages; people with two scripts may be shown in either."""
    for sitting in made.sittings:
        sitting.title = f"{sitting.theme.zh} {sitting.theme.title}"
        for session in sitting.sessions:
            session.forum = Typed(sitting.title)
    for human in made.people:
        if human.name.han:
            human.accepted |= {human.name.han, f"{human.name.han} ({human.name.eastern})"} - human.also


def _room(
    name: str, building: str, seats: Typed, count: int | None, signs: str, closed: str = "", spans: tuple[Span, ...] = ()
) -> TypedRoom:
    """A room; of the signs, one for each feature, ✓ √ 是 x say yes."""
    marks = dict(zip(("interpretation", "streaming", "access"), signs, strict=True))
    features = dict(zip(marks, FEATURES, strict=True))
    cells = {
        **plain(room=name, building=building),
        **{key: _sign(sign) for key, sign in marks.items()},
        "seats": seats,
        "closed": Typed(closed or None, "guessed" if closed else "plain", ("room closed part of a day",) if closed else ()),
    }
    return TypedRoom(Room(name, building, count, frozenset(features[key] for key, sign in marks.items() if sign in "✓√是x"), spans), cells)


def _sign(sign: str) -> Typed:
    said = {"_": None, "?": "maybe"}.get(sign, sign)
    trouble = "yes or no in Chinese" if sign in "是否" else "yes or no in signs"
    return Typed(said, "unread" if sign == "?" else "guessed" if sign == "x" else "plain", (trouble,))


def rooms() -> list[TypedRoom]:
    """Nine rooms in three buildings, two of which nobody knows the size of."""
    centre, expo, hotel = "会议中心 Convention Centre", "博览中心 Expo", "Hotel 酒店"
    about, exact = ("seats about",), ("seats in words",)
    return [
        _room("乌镇厅 Wuzhen Hall", centre, Typed(1200), 1200, "✓✓✓"),
        _room("会议一厅 Hall 1", centre, Typed("600 seats", troubles=exact), 600, "是是是"),
        _room("会议二厅 Hall 2", centre, Typed("420座", troubles=exact), 420, "√_否", "Nov 9 p.m. 下午", ((at(9, 12), at(10, 0)),)),
        _room("博览A厅 Expo A", expo, Typed("approx. 300", "guessed", about), 300, "否x✓"),
        _room("博览B厅 Expo B", expo, Typed("约200", "guessed", about), 200, "✓__"),
        _room("茶室 Tea Room", hotel, Typed("120人", troubles=exact), 120, "_✓_"),
        _room("Attic 阁楼", hotel, Typed(90, formula="9*10"), 90, "否否否", "10 Nov 9:00-12:00", ((at(10, 9), at(10, 12)),)),
        _room("慈云厅 Ciyun", hotel, Typed("1 20", "told", ("seats that cannot be read",)), None, "___"),
        _room("Library 书房", hotel, Typed("100-150", "guessed", ("seats between two numbers",)), 100, "×?是"),
    ]


def files(draft: Draft) -> tuple[File, File, File]:
    """Form, speaker list and rooms."""
    random = Random(11 if draft.newer else 10)
    return _form(draft, random), _list(draft, random), _rooms(draft)


def _form(draft: Draft, random: Random) -> File:
    columns = [
        Column("_stamp", "时间 Timestamp"),
        Column("name", "Name 姓名"),
        Column("email", "E-Mail 邮箱"),
        Column("attends", "How do you attend? 参加方式"),
        Column("zone", "City or zone if online 线上嘉宾所在城市"),
        *draft.column("Photo consent 照片"),
        Column("available", "Availability, diet, anything else 时间及其他要求"),
        Column("_size", "T-shirt 尺码"),
    ]
    rows = [
        row(
            {
                **plain(_stamp=datetime(2022, 9, 2, 7, 15) + timedelta(minutes=407 * number), email=human.email, _size=SIZES[number % 4]),
                **plain(_new="ok 同意"),
                "name": human.named,
                "attends": human.mode,
                "zone": human.place,
                "available": human.remark,
            }
        )
        for number, human in enumerate(draft.answered)
    ]
    random.shuffle(rows)
    name = draft.name("registration_报名", ".csv")
    return File(name, (Sheet(name.rsplit(".", 1)[0], columns, rows),), "utf-16-le", "\t")


def _list(draft: Draft, random: Random) -> File:
    columns = [
        Column("track", "板块 Theme", runs="forum"),
        Column("forum", "分论坛 Session", runs="forum"),
        Column("audience", "人数 Expected", runs="forum"),
        Column("interpretation", "同传 Interpretation", runs="forum"),
        Column("talk", "题目 Topic", runs="talk"),
        Column("minutes", "时长 Length", runs="talk"),
        Column("_internal", "内部备注 internal", hidden=True),
        Column("name", "嘉宾 Who"),
        *draft.column("Badge 胸卡"),
        Column("_unit", "单位 Affiliation"),
        Column("attends", "参加方式 Attendance (no form)"),
    ]
    sittings = list(draft.made.sittings)
    random.shuffle(sittings)
    told: set[int] = set()
    rows = [made for sitting in sittings for session in sitting.sessions for made in _speakers(draft, session, told)]
    guests = [human for human in draft.made.people if not human.sessions]
    rows += [row(_person(draft, human, Typed(_shown(human)), told), gap=number == 0) for number, human in enumerate(guests)]
    _hide_one(draft, rows)
    last = len(rows) + 4
    total = row({**plain(track="合计 Total"), "talk": Typed(len(draft.made.sessions), formula=f"SUBTOTAL(103,E4:E{last})")}, total=True)
    old = Sheet("old 2021", columns[:6], [row(plain(track="x", forum="y", talk="z"))], hidden=True)
    sheet = Sheet("Programme 日程", columns, [*rows, total], ("数字论坛 Digital Forum 2022: who speaks", ""))
    return File(draft.name("Speakers and talks 嘉宾与报告", ".xlsx"), (old, sheet))


def _hide_one(draft: Draft, rows: list[Row]) -> None:
    """Put a hidden row, of a talk that was cancelled, between two talks of a forum."""
    talks = [made.cells["talk"].value if "talk" in made.cells else None for made in rows]
    forums = [made.cells["forum"].value if "forum" in made.cells else None for made in rows]
    at = next(n for n in range(30, len(rows)) if talks[n] != talks[n - 1] and forums[n] == forums[n - 1])
    cancelled = plain(talk="Cancelled 取消", minutes=30, name=_shown(draft.made.ghosts[0]))
    rows.insert(at, row({**rows[at].cells, **cancelled, "attends": EMPTY}, hidden=True))


def _speakers(draft: Draft, session: Session, told: set[int]) -> Iterator[Row]:
    """A row for each speaker of a talk."""
    for human in session.speakers:
        cells = {
            **plain(track=draft.tracks[session.sitting.theme.track], talk=session.title),
            "forum": session.forum,
            "audience": session.audience,
            "interpretation": session.needs,
            "minutes": session.length,
        }
        yield row({**cells, **_person(draft, human, session.spelt.get(id(human), Typed(_shown(human))), told)})


def _person(draft: Draft, human: Human, named: Typed, told: set[int]) -> dict[str, Typed]:
    said = id(human) in told
    told.add(id(human))
    return {
        **plain(_internal="A", _unit=f"某某大学 University {len(told) % 11}", _new="✓"),
        "name": named,
        "attends": EMPTY if said else human.listed_mode,
    }


def _rooms(draft: Draft) -> File:
    columns = [
        Column("building", "Where 地点", runs="building"),
        Column("room", "Room 会议室"),
        Column("seats", "Seats 座位"),
        Column("interpretation", "Interpretation 同传", "Equipment 设备"),
        Column("streaming", "Streaming 直播", "Equipment 设备"),
        Column("access", "Wheelchair 无障碍", "Equipment 设备"),
        *draft.column("Key 钥匙"),
        Column("closed", "Not available 不可用"),
        Column("_note", "Notes 备注"),
    ]
    rows = [row({**typed.cells, "_note": Typed("ask the porter"), "_new": Typed("desk")}) for typed in draft.rooms]
    total = row({"building": Typed("Total 合计"), "seats": Typed(1290, formula="SUM(C5:C13)")}, total=True)
    return File(draft.name("Rooms 会议室", ".xlsx"), (Sheet("Rooms 会议室", columns, [*rows, total], ("Rooms 会议室一览", "")),))
