"""A Chinese questionnaire that the committee has sorted by forum, a list of guests as GB 18030 text, and a table of rooms."""

from __future__ import annotations

from random import Random

from tests.messy.dress import Habits, dress, odd_modes, spell
from tests.messy.kinds import Draft, File, TypedRoom, plain, row, submissions, withdrawn
from tests.messy.names import Name
from tests.messy.programme import Human, Part, Session, programme
from tests.messy.sheet import Column, Row, Sheet, Typed
from tests.messy.themes import TRACKS
from tests.messy.truth import Room, Span, at
from tests.messy.wording import CHINESE

PEOPLE = 160
DRAFT_MARK = "（暂定）"
NEW_TITLES = ("迟到的报告", "我们忘了什么", "把剩下的修好", "渡轮笔记", "有问必答")


def _told(text: str, trouble: str, *likely: tuple[str, str, bool]) -> Typed:
    return Typed(text, "told", (trouble,), likely=likely)


CAST = (
    Part(Name("Wei", "Li", "李伟"), "教授", spelt=Typed("李伟教授", "debatable", ("name with title",))),
    Part(Name("Wei", "Li", "李玮")),
    Part(Name("Li", "Wang", "王丽"), email="wangli@example.com"),
    Part(Name("Min", "Zhang", "张敏"), spelt=_told("Zhang Min", "name in another script", ("Zhang Min", "张敏", True))),
    Part(Name("Heping", "Wang", "王和平"), spelt=Typed("王和平")),
    Part(Name("Wen", "Tao", "陶文"), own=Typed("陶文（Tao Wen）", "debatable", ("name in two scripts",))),
    Part(Name("María-José", "Núñez", "", "ES"), "Prof.", spelt=Typed("NUNEZ, Maria Jose", "guessed", ("name with accents and order",))),
    Part(
        Name("Oluwaseun", "Adeyemi", "", "NG"),
        spelt=_told("Oluwaseun Adeyemy", "one letter amiss", ("Oluwaseun Adeyemy", "Oluwaseun Adeyemi", True)),
    ),
    Part(Name("Kwame", "Asante", "", "GH"), spelt=_told("K. Asante", "initials", ("K. Asante", "Kwame Asante", True))),
    Part(Name("Xin", "Ouyang", "欧阳欣"), own=Typed("欧阳 欣", "debatable", ("name with other spaces",))),
    Part(Name("Jürgen", "Müller", "", "DE"), "Dr.", Typed("Dr. Jürgen Müller", "debatable", ("name with title",))),
    Part(Name("Li", "Wang", "王丽"), email="li.wang@example.org"),
)
DISTINCT = frozenset({("李伟", "李玮"), ("王丽", "王和平")})
FEATURES = {
    "interpretation": frozenset({"同传", "同声传译", "需要同传"}),
    "streaming": frozenset({"直播"}),
    "projector": frozenset({"投影", "投影仪"}),
    "step-free": frozenset({"无障碍通道"}),
}


def draft() -> Draft:
    """The first export, before its cells have places."""
    made = programme(1107, CAST, 0.72, True, PEOPLE)
    spell(made)
    answered = list({id(session.speakers[0]): session.speakers[0] for session in made.sessions}.values())
    dress(made, CHINESE, answered, _shown, Habits("待定", by_forum=True))
    for human in made.people:
        human.country = Typed(human.origin.zh, human.country.say, human.country.troubles)
    odd_modes(made, answered, "线下", formulas=False)
    made.sittings[6].sessions[2].title += DRAFT_MARK
    made.sittings[2].sessions[2].title = "=1+1？开放预算的故事"
    return Draft(
        kind="chinese",
        made=made,
        shown=_shown,
        rooms=rooms(),
        features=FEATURES,
        answered=answered,
        tracks=tuple(TRACKS.values()),
        likely=(),
        namesakes=frozenset({"王丽"}),
        distinct=DISTINCT,
        draft_mark=DRAFT_MARK,
        new_titles=NEW_TITLES,
        in_person=Typed("线下"),
        by_forum=True,
    )


def _shown(human: Human) -> str:
    return human.name.han or human.name.western


def _room(
    name: str, building: str, seats: Typed, count: int | None, equipment: str, access: Typed, closed: str = "", spans: tuple[Span, ...] = ()
) -> TypedRoom:
    names = {feature for feature, words in FEATURES.items() if any(word in equipment for word in words)}
    names |= {"step-free"} if access.value == "是" else set()
    cells = {
        **plain(room=name, building=building, features=equipment or None),
        "seats": seats,
        "access": access,
        "closed": Typed(closed or None, "guessed" if closed else "plain", ("room closed part of a day",) if closed else ()),
    }
    return TypedRoom(Room(name, building, count, frozenset(names), spans), cells)


def rooms() -> list[TypedRoom]:
    """Nine rooms in three buildings, two of which nobody knows the size of."""
    yes, no = (Typed(word, troubles=("yes or no in Chinese",)) for word in ("是", "否"))
    about = ("seats about",)
    centre, expo, hotel = "会议中心", "博览中心", "枕水酒店"
    missing = Typed(None, "unread", ("formula without a saved value",), formula="C8/2")
    return [
        _room("乌镇厅", centre, Typed("1,200", troubles=("seats in words",)), 1200, "同传、投影、直播", yes),
        _room("会议一厅", centre, Typed(600, formula="20*30"), 600, "同声传译，投影仪，直播", yes),
        _room("会议二厅", centre, Typed("420人", troubles=("seats in words",)), 420, "同传", no, "11月9日下午", ((at(9, 12), at(10, 0)),)),
        _room("博览A厅", expo, Typed("约300人", "guessed", about), 300, "投影；直播", yes),
        _room("博览B厅", expo, Typed("200左右", "guessed", about), 200, "同传/投影", yes),
        _room("慈云厅", hotel, Typed(120), 120, "投影", no),
        _room("茶室", hotel, Typed("80座", troubles=("seats in words",)), 80, "", no, "10日上午", ((at(10, 0), at(10, 12)),)),
        _room("露台", hotel, Typed("待定", "unread", ("seats that cannot be read",)), None, "", no),
        _room("书房", hotel, missing, None, "投影", yes),
    ]


def files(draft: Draft) -> tuple[File, File, File]:
    """Form, speaker list and rooms."""
    random = Random(9 if draft.newer else 8)
    return _form(draft, random), _list(draft, random), _rooms(draft)


def _form(draft: Draft, random: Random) -> File:
    columns = [
        Column("_number", "序号"),
        Column("_stamp", "提交答卷时间"),
        Column("_time", "所用时间"),
        Column("_from", "来自IP", hidden=True),
        Column("forum", "5、所属分论坛", runs="forum"),
        Column("track", "主题板块", runs="forum"),
        Column("audience", "预计听众", runs="forum"),
        Column("interpretation", "是否需要同传", runs="forum"),
        Column("talk", "4、报告题目"),
        Column("minutes", "7、时长"),
        *draft.column("是否同意录像"),
        Column("name", "1、您的姓名"),
        Column("email", "2、邮箱"),
        Column("speakers", "6、合作报告人（如有）"),
        Column("attends", "3、参加方式"),
        Column("zone", "线上嘉宾所在城市或时区"),
        Column("available", "8、时间要求及其他说明"),
        Column("_unit", "单位"),
        Column("_abstract", "摘要"),
        Column("_size", "服装尺码"),
    ]
    tracks = list(TRACKS.values())
    groups: dict[int, list[tuple[Session, Row]]] = {}
    for session, cells in submissions(draft, CHINESE.separators):
        track = cells["track"].value
        assert isinstance(track, int)
        filled = {**cells, "track": Typed(tracks[track]), **plain(_time=f"{track * 61 + 97}秒", _from="203.0.113.7(浙江-嘉兴)")}
        groups.setdefault(id(session.sitting), []).append((session, row(filled)))
    ordered = list(groups.values())
    random.shuffle(ordered)
    rows = [made for group in ordered for _, made in group]
    rows = [row({**made.cells, "_number": Typed(number)}) for number, made in enumerate(rows, 1)]
    rows.append(row(withdrawn(draft, {}, 0, "已撤回的报告"), hidden=True))
    total = row({**plain(_number="合计"), "talk": Typed(len(rows) - 1, formula=f"SUBTOTAL(103,I4:I{len(rows) + 2})")}, total=True)
    above = ("2022年数字论坛报告征集（问卷导出）", "")
    old = Sheet("去年", columns[:2], [row(plain(_number=1, _stamp="2021/9/1"))], hidden=True)
    return File(draft.name("问卷_报告征集_按分论坛", ".xlsx"), (Sheet("答卷数据", columns, [*rows, total], above), old))


def _list(draft: Draft, random: Random) -> File:
    columns = [
        Column("_number", "序号"),
        Column("name", "姓名"),
        Column("_pinyin", "拼音"),
        Column("_title", "职务"),
        *draft.column("签证"),
        Column("_unit", "工作单位"),
        Column("country", "国家/地区"),
        Column("email", "电子邮箱"),
        Column("_phone", "手机"),
        Column("attends", "参会方式（未填问卷者）"),
    ]
    people = [human for human in draft.made.people if human.listed]
    random.shuffle(people)
    rows = [_listed(draft, human, number) for number, human in enumerate(people, 1)]
    name = draft.name("嘉宾名单", ".csv")
    total = row(plain(_number="合计", name=f"{len(rows)}人"), total=True)
    above = ("数字论坛嘉宾名单（截至十月）", "")
    return File(name, (Sheet(name.rsplit(".", 1)[0], columns, [*rows, total], above),), "gb18030", ",")


def _listed(draft: Draft, human: Human, number: int) -> Row:
    return row(
        {
            **plain(_number=number, name=draft.shown(human), _title=human.title or None, email=human.email, _new="已办"),
            **plain(_pinyin=human.name.eastern.upper(), _unit=f"某某大学第{number % 9 + 1}学院"),
            "country": human.country,
            "_phone": Typed(f"+86 13{number:09}", troubles=("text that looks like a formula",)),
            "attends": human.listed_mode,
        }
    )


def _rooms(draft: Draft) -> File:
    columns = [
        Column("building", "楼宇", runs="building"),
        Column("room", "会场"),
        Column("seats", "可容纳人数"),
        *draft.column("钥匙"),
        Column("features", "设备"),
        Column("access", "无障碍通道"),
        Column("closed", "不可用时段"),
        Column("_note", "备注"),
    ]
    rows = [row({**typed.cells, "_note": Typed("提前一小时开门"), "_new": Typed("前台")}) for typed in draft.rooms]
    old = row(plain(building="旧楼", room="旧礼堂", seats=500), hidden=True)
    total = row({"building": Typed("合计"), "seats": Typed(720, formula=f"SUM(C4:C{len(rows) + 4})")}, total=True, gap=True)
    return File(draft.name("会场表", ".xlsx"), (Sheet("会场", columns, [*rows, old, total], ("会场一览表", "")),))
