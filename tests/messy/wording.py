"""What people type, with what it means and what has to be said about it; one `Wording` a kind of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tests.messy.sheet import Say, Typed
from tests.messy.truth import HOME, Attends, Span


@dataclass(frozen=True)
class Phrase:
    """A remark. `windows` like '9 13:30-24:00', on the conference's clocks or, with `own`, the person's; None says nothing of times."""

    text: str
    say: Say
    windows: tuple[str, ...] | None = None
    who: Literal["onsite", "online", "any"] = "any"
    own: bool = False
    trouble: str = ""

    def spans(self, zone: str) -> tuple[Span, ...] | None:
        """The windows of somebody at home in a zone."""
        return None if self.windows is None else tuple(_span(window, zone if self.own else HOME) for window in self.windows)

    @property
    def typed(self) -> Typed:
        """The cell."""
        trouble = self.trouble or ("availability in remarks" if self.windows else "")
        return Typed(self.text, self.say, (trouble,) if trouble else ())


def _span(window: str, zone: str) -> Span:
    day, hours = window.split()
    ends = [timedelta(hours=int(h), minutes=int(m)) for h, m in (hour.split(":") for hour in hours.split("-"))]
    midnight = datetime(2022, 11, int(day))
    first, last = ((midnight + end).replace(tzinfo=ZoneInfo(zone)) for end in ends)
    return first, last


@dataclass(frozen=True)
class Wording:
    """How the people of one kind type."""

    modes: Mapping[Attends, tuple[str, ...]]
    places: Mapping[str, tuple[Typed, ...]]
    phrases: tuple[Phrase, ...]
    lengths: Mapping[int, tuple[Typed, ...]]
    unknown_lengths: tuple[Typed, ...]
    audience: tuple[tuple[str, Say], ...]
    yes: tuple[Typed, ...]
    no: tuple[Typed, ...]
    separators: tuple[str, ...]


def _all(trouble: str, *values: str | int | time, say: Say = "plain") -> tuple[Typed, ...]:
    return tuple(Typed(value, say, (trouble,) if trouble else ()) for value in values)


_NINE, _TEN = "9 0:00-24:00", "10 0:00-24:00"
ENGLISH = Wording(
    modes={
        "onsite": ("In person, in Wuzhen", "in person", "On-site"),
        "online": ("Online via Zoom", "online", "Remote (Zoom)"),
        "recorded": ("Pre-recorded video", "I will send a recording"),
    },
    places={
        "IN": (
            *_all("zone as an offset", "UTC+5:30", say="debatable"),
            *_all("zone that cannot be read", "IST", say="told"),
            *_all("zone as a city", "Mumbai, India", "New Delhi"),
        ),
        "NP": (*_all("zone as a city", "Kathmandu", "Kathmandu, Nepal"), *_all("zone as an offset", "GMT +5:45", say="debatable")),
        "DE": (*_all("zone as an abbreviation", "CET", say="guessed"), *_all("zone as a city", "Berlin", "Munich")),
        "FR": (*_all("zone as a city", "Paris, France"), *_all("zone as an abbreviation", "Central European Time", say="guessed")),
        "KE": (*_all("zone as a city", "Nairobi"), *_all("", "Kenya", say="debatable")),
        "GB": _all("zone as a city", "London", "Edinburgh"),
        "US": (
            *_all("zone as an abbreviation", "US Eastern", say="guessed"),
            *_all("zone that cannot be read", "USA", say="unread"),
            *_all("zone as a city", "New York", "Boston"),
        ),
        "JP": (*_all("zone as a city", "Tokyo"), *_all("zone as an abbreviation", "JST", say="debatable")),
        "AU": _all("zone as a city", "Sydney", "Canberra"),
        "SG": (*_all("", "Singapore"), *_all("zone as an offset", "GMT+8", say="debatable")),
    },
    phrases=(
        Phrase("only Nov 10 a.m.", "guessed", ("10 0:00-12:00",), "onsite"),
        Phrase("not on the 9th", "guessed", (_TEN,), "onsite"),
        Phrase("arrives Nov 10 noon", "guessed", ("10 12:00-24:00",), "onsite"),
        Phrase("10 Nov, 9.30am - 11am", "guessed", ("10 9:30-11:00",), "onsite", trouble="hours in remarks"),
        Phrase("9 Nov 1:30pm to 4pm", "guessed", ("9 13:30-16:00",), "onsite", trouble="hours in remarks"),
        Phrase("Thursday only", "guessed", (_TEN,), "onsite"),
        Phrase("Nov 9 (afternoon), Nov 10 (morning)", "guessed", ("9 12:00-18:00", "10 0:00-12:00"), "onsite"),
        Phrase("I leave on Nov 10 at 5pm", "guessed", (_NINE, "10 0:00-17:00"), "onsite"),
        Phrase("can't do Nov 9 before 2pm", "guessed", ("9 14:00-24:00", _TEN), "onsite"),
        Phrase("Not available Nov 9.", "guessed", (_TEN,), "onsite"),
        Phrase("10/11 morning", "guessed", ("10 0:00-12:00",), "onsite", trouble="date of two readings"),
        Phrase("9 and 10 Nov, except 10 Nov after 4pm", "guessed", (_NINE, "10 0:00-16:00"), "onsite"),
        Phrase("vegetarian; only Nov 10 p.m.", "told", ("10 12:00-24:00",), "onsite", trouble="availability among other remarks"),
        Phrase("Only Nov 9. No pork please!", "told", (_NINE,), "onsite", trouble="availability among other remarks"),
        Phrase("my flight lands 9 Nov 11:00", "told", ("9 11:00-24:00", _TEN), "onsite"),
        Phrase("10 Nov 9-11am Beijing time", "guessed", ("10 9:00-11:00",), "online", trouble="hours on named clocks"),
        Phrase("only 9 Nov, 2-5 p.m. Beijing time", "guessed", ("9 14:00-17:00",), "online", trouble="hours on named clocks"),
        Phrase("9 Nov 13:30-16:30 (UTC+8)", "guessed", ("9 13:30-16:30",), "online", trouble="hours on named clocks"),
        Phrase("not before 7am", "guessed", ("9 7:00-24:00", "10 7:00-24:00"), "online", True, "hours on their own clocks"),
        Phrase("10 Nov 6:30-11:00", "guessed", ("10 6:30-11:00",), "online", True, "hours on their own clocks"),
        Phrase("Nov 9 evening, 7:30pm-11:30pm my time", "guessed", ("9 19:30-23:30",), "online", True, "hours on their own clocks"),
        Phrase("any time", "plain"),
        Phrase("No restrictions", "plain"),
        Phrase("mornings are hard for me", "unread", trouble="availability that cannot be read"),
        Phrase("ask my assistant", "unread", trouble="availability that cannot be read"),
        Phrase("tbc", "unread", trouble="availability that cannot be read"),
        Phrase("preferably in the afternoon", "unread", trouble="availability that cannot be read"),
        Phrase("Friday 10 Nov only", "unread", trouble="availability that cannot be read"),
        Phrase("12 Nov only", "unread", trouble="availability that cannot be read"),
        Phrase("vegetarian", "debatable", trouble="remarks that are no availability"),
        Phrase("Need a visa letter, thanks", "debatable", trouble="remarks that are no availability"),
        Phrase("n/a", "debatable"),
        Phrase("-", "debatable"),
    ),
    lengths={
        20: (*_all("duration in words", "20 min", "20 minutes"), *_all("", 20)),
        25: _all("duration in words", "25 min", "25'"),
        30: (*_all("duration in words", ".5h", "half an hour", "30 min"), Typed(time(0, 30), troubles=("duration as a time",)), Typed(30)),
        40: _all("duration in words", "40 mins"),
        45: (*_all("duration in words", "45 min", "0:45", "0h45"), *_all("", 45)),
        60: _all("duration in words", "1 hour", "1h", "60 min"),
        90: _all("duration in words", "1h30", "1.5 hours", "90 min"),
    },
    unknown_lengths=(
        Typed("20-30 min", "unread", ("duration that cannot be read",)),
        Typed("as long as you let me", "unread", ("duration that cannot be read",)),
        Typed(None, "told", ("duration left empty",)),
    ),
    audience=(
        ("{}", "plain"),
        ("about {}", "guessed"),
        ("", "plain"),
        ("{:,}", "plain"),
        ("approx. {}", "guessed"),
        ("{} people", "plain"),
        ("~{}", "guessed"),
    ),
    yes=(
        *_all("yes or no in words", "Yes", "yes", "Y"),
        Typed("x", "guessed", ("yes or no in signs",)),
        Typed("✓", troubles=("yes or no in signs",)),
    ),
    no=(*_all("yes or no in words", "No", "no", "N"), Typed(None)),
    separators=("; ", " and ", ", ", " & ", "\n", " / "),
)
CHINESE = Wording(
    modes={"onsite": ("线下", "线下参会", "现场"), "online": ("线上", "线上（腾讯会议）"), "recorded": ("录播", "录制视频")},
    places={
        "IN": (*_all("zone as an offset", "UTC+5:30", say="debatable"), *_all("zone as a city", "新德里", "孟买")),
        "NP": (*_all("zone as a city", "加德满都"), *_all("", "尼泊尔", say="debatable")),
        "DE": (*_all("zone as an abbreviation", "CET", say="guessed"), *_all("zone as a city", "柏林"), *_all("", "德国", say="debatable")),
        "FR": _all("zone as a city", "巴黎"),
        "KE": _all("zone as a city", "内罗毕"),
        "GB": _all("zone as a city", "伦敦"),
        "US": (
            *_all("zone that cannot be read", "美国", say="unread"),
            *_all("zone as a city", "纽约"),
            *_all("zone as an abbreviation", "美国东部时间", say="guessed"),
        ),
        "JP": (*_all("zone as a city", "东京"), *_all("zone as an offset", "东九区", say="told")),
        "AU": _all("zone as a city", "悉尼"),
        "SG": (*_all("", "新加坡"), *_all("zone as an offset", "GMT+8", say="debatable")),
    },
    phrases=(
        Phrase("仅11月10日上午", "guessed", ("10 0:00-12:00",), "onsite"),
        Phrase("11月9日下午不行", "guessed", ("9 0:00-12:00", _TEN), "onsite"),
        Phrase("11月10日中午抵达", "guessed", ("10 12:00-24:00",), "onsite"),
        Phrase("9日全天没空", "guessed", (_TEN,), "onsite"),
        Phrase("10号下午2点到4点", "guessed", ("10 14:00-16:00",), "onsite", trouble="hours in remarks"),
        Phrase("周四上午可以", "guessed", ("10 0:00-12:00",), "onsite"),
        Phrase("除11月9日外都可以", "guessed", (_TEN,), "onsite"),
        Phrase("11月10日下午三点半以后", "guessed", ("10 15:30-24:00",), "onsite", trouble="hours in remarks"),
        Phrase("只有九号有时间", "guessed", (_NINE,), "onsite"),
        Phrase("11月9日13:30-16:30", "guessed", ("9 13:30-16:30",), "onsite", trouble="hours in remarks"),
        Phrase("10日17点前离开", "guessed", (_NINE, "10 0:00-17:00"), "onsite"),
        Phrase("只能10日下午，清真餐", "told", ("10 12:00-24:00",), "onsite", trouble="availability among other remarks"),
        Phrase("素食；9日不行", "told", (_TEN,), "onsite", trouble="availability among other remarks"),
        Phrase("北京时间10日9:00-11:00", "guessed", ("10 9:00-11:00",), "online", trouble="hours on named clocks"),
        Phrase("仅9日14:00-17:00（北京时间）", "guessed", ("9 14:00-17:00",), "online", trouble="hours on named clocks"),
        Phrase("随时都可以", "plain"),
        Phrase("全程参加", "plain"),
        Phrase("无", "debatable"),
        Phrase("看情况", "unread", trouble="availability that cannot be read"),
        Phrase("请联系我的助理", "unread", trouble="availability that cannot be read"),
        Phrase("尽量安排在下午", "unread", trouble="availability that cannot be read"),
        Phrase("下午4点前要离开", "told", trouble="availability that cannot be read"),
        Phrase("周五上午有课", "told", trouble="availability that cannot be read"),
        Phrase("素食", "debatable", trouble="remarks that are no availability"),
        Phrase("需要邀请函", "debatable", trouble="remarks that are no availability"),
    ),
    lengths={
        20: (*_all("duration in words", "20分钟", "二十分钟"), *_all("", 20)),
        25: _all("duration in words", "25分钟"),
        30: _all("duration in words", "半小时", "30分钟", "三十分钟", "0.5小时"),
        40: _all("duration in words", "40分钟"),
        45: _all("duration in words", "45分钟", "三刻钟", "45 min"),
        60: _all("duration in words", "1小时", "一小时"),
        90: _all("duration in words", "1个半小时", "一个半小时", "90分钟"),
    },
    unknown_lengths=(
        Typed("待定", "unread", ("duration that cannot be read",)),
        Typed("20~30分钟", "unread", ("duration that cannot be read",)),
        Typed(None, "told", ("duration left empty",)),
    ),
    audience=(("{}人", "plain"), ("约{}人", "guessed"), ("{}", "plain"), ("{}人左右", "guessed")),
    yes=_all("yes or no in Chinese", "是", "需要", "是"),
    no=_all("yes or no in Chinese", "否", "不需要", "无"),
    separators=("、", "，", "；", "\n", "/"),
)
MIXED = Wording(
    modes={
        "onsite": ("On-site 线下", "on-site", "线下"),
        "online": ("Online 线上", "online (Zoom)", "线上"),
        "recorded": ("Video 录播", "pre-recorded"),
    },
    places={
        **ENGLISH.places,
        "IN": (
            *_all("zone as an offset", "UTC+05:30", say="debatable"),
            *_all("zone as a city", "Bangalore"),
            Typed("孟买 Mumbai", "debatable"),
        ),
        "US": (
            *_all("zone as an abbreviation", "Eastern Time", say="guessed"),
            *_all("zone that cannot be read", "USA", say="unread"),
            *_all("zone that cannot be read", "EST", say="told"),
            *_all("zone as a city", "纽约", "New York City"),
        ),
        "SG": (*_all("zone as a city", "新加坡", "Singapore"),),
        "JP": (*_all("zone as a city", "东京", "Osaka"),),
    },
    phrases=(
        *(phrase for phrase in ENGLISH.phrases[::2] if phrase.who != "online"),
        *(phrase for phrase in CHINESE.phrases[::2] if phrase.who != "online"),
        Phrase("only 10 Nov, 10am-noon Beijing time", "guessed", ("10 10:00-12:00",), "online", trouble="hours on named clocks"),
        Phrase("11月9日14:00~17:30（北京时间）", "guessed", ("9 14:00-17:30",), "online", trouble="hours on named clocks"),
        Phrase("Nov 10 before 4pm Beijing time", "guessed", ("10 0:00-16:00",), "online", trouble="hours on named clocks"),
    ),
    lengths={
        20: (*_all("duration in words", "20 min", "20分钟"), *_all("", 20)),
        25: _all("duration in words", "25min"),
        30: (*_all("duration in words", "½ h", "半小时", "30 min"), *_all("", 30)),
        40: _all("", 40),
        45: _all("duration in words", "45'", "三刻钟", "45 min"),
        60: _all("duration in words", "60 min", "一小时"),
        90: _all("duration in words", "1h30", "1个半小时"),
    },
    unknown_lengths=(
        Typed("2 talks", "unread", ("duration that cannot be read",)),
        Typed("tbd", "unread", ("duration that cannot be read",)),
    ),
    audience=(("{}", "plain"), ("about {}", "guessed"), ("{}人", "plain"), ("约{}", "guessed"), ("{}+", "guessed")),
    yes=(Typed("✓", troubles=("yes or no in signs",)), Typed("是", troubles=("yes or no in Chinese",)), Typed("yes"), Typed("√")),
    no=(Typed("否", troubles=("yes or no in Chinese",)), Typed("no"), Typed("×", troubles=("yes or no in signs",)), Typed(None)),
    separators=("; ", " / ", "、", "\n"),
)
