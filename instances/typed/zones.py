"""Time zones as people type them: offsets, abbreviations, cities and countries, in English and Chinese.

Cities and countries come from the tables of the tzdata package; the small tables below add what
those leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

from instances import clock
from instances.names import plain
from instances.problems import either
from instances.typed.reading import Read, Unread, Value, normal, shown

EXAMPLE = "write a city or a name like Asia/Shanghai"
_OFFSET = re.compile(r"\(?(?:utc|gmt)?\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?:\s?(?:h|hours?))?\)?(?!\d)")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_UTC = ("utc", "gmt", "z", "utc+0", "utc+00:00", "gmt+0", "gmt+00:00", "greenwich mean time", "世界时")
_SUFFIX = re.compile(r"(?:\s(?:local |standard )?time(?: ?zone)?|\s(?:zone|local)|时间|時間|时区)$")

_STEADY = {
    210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu", 390: "Asia/Yangon",
    525: "Australia/Eucla", 570: "Australia/Darwin", -570: "Pacific/Marquesas",
}  # fmt: skip
"""Zones that keep an offset of a part of an hour all year, by its minutes."""

_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "est": ("America/New_York", "America/Panama", "Australia/Sydney"),
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "cdt": ("America/Chicago", "America/Havana"),
    "mst": ("America/Denver", "America/Phoenix", "Asia/Kuala_Lumpur"),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "ast": ("America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "gst": ("Asia/Dubai", "Atlantic/South_Georgia"),
    "sst": ("Asia/Singapore", "Pacific/Pago_Pago"),
    "ect": ("America/Guayaquil", "Europe/Paris"),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "acst": ("Australia/Adelaide", "Australia/Darwin"),
    "georgia": ("Asia/Tbilisi", "America/New_York"),
    "korea": ("Asia/Seoul", "Asia/Pyongyang"),
    "congo": ("Africa/Kinshasa", "Africa/Lubumbashi", "Africa/Brazzaville"),
    "cet": ("Europe/Brussels",), "cest": ("Europe/Brussels",), "central european": ("Europe/Brussels",),
    "eet": ("Europe/Athens",), "eest": ("Europe/Athens",), "wet": ("Europe/Lisbon",), "west": ("Europe/Lisbon",),
    "et": ("America/New_York",), "edt": ("America/New_York",), "us eastern": ("America/New_York",), "eastern": ("America/New_York",),
    "ct": ("America/Chicago",), "us central": ("America/Chicago",),
    "mt": ("America/Denver",), "mdt": ("America/Denver",), "us mountain": ("America/Denver",),
    "pt": ("America/Los_Angeles",), "pdt": ("America/Los_Angeles",), "us pacific": ("America/Los_Angeles",),
    "pacific": ("America/Los_Angeles",),
    "jst": ("Asia/Tokyo",), "kst": ("Asia/Seoul",), "hkt": ("Asia/Hong_Kong",), "sgt": ("Asia/Singapore",), "pht": ("Asia/Manila",),
    "wib": ("Asia/Jakarta",), "ict": ("Asia/Bangkok",), "npt": ("Asia/Kathmandu",), "pkt": ("Asia/Karachi",), "msk": ("Europe/Moscow",),
    "eat": ("Africa/Nairobi",), "wat": ("Africa/Lagos",), "cat": ("Africa/Maputo",), "sast": ("Africa/Johannesburg",),
    "brt": ("America/Sao_Paulo",), "aedt": ("Australia/Sydney",), "awst": ("Australia/Perth",),
    "nzst": ("Pacific/Auckland",), "nzdt": ("Pacific/Auckland",),
}  # fmt: skip
"""Abbreviations and names that several zones go by, or that need a note though they mean one."""

_MAIN = {
    "CN": "Asia/Shanghai", "CL": "America/Santiago", "CY": "Asia/Nicosia", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "MH": "Pacific/Majuro", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "UA": "Europe/Kyiv",
}  # fmt: skip
"""The zone in which nearly everyone of a country lives that has several."""

_COUNTRIES = {
    "uk": "GB", "u.k.": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "usa": "US", "us": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "america": "US",
    "south korea": "KR", "republic of korea": "KR", "north korea": "KP", "uae": "AE", "czechia": "CZ", "burma": "MM", "myanmar": "MM",
    "viet nam": "VN", "russian federation": "RU", "the netherlands": "NL", "holland": "NL", "turkiye": "TR", "cote d'ivoire": "CI",
    "ivory coast": "CI", "drc": "CD", "dr congo": "CD", "democratic republic of the congo": "CD", "republic of the congo": "CG",
    "eswatini": "SZ", "cape verde": "CV", "the philippines": "PH", "p.r. china": "CN", "pr china": "CN", "prc": "CN",
    "people's republic of china": "CN", "bosnia": "BA", "bosnia and herzegovina": "BA", "north macedonia": "MK", "macedonia": "MK",
    "hong kong sar": "HK", "lao pdr": "LA",
    "trinidad and tobago": "TT", "saint lucia": "LC", "macao": "MO", "brunei darussalam": "BN", "palestinian territories": "PS",
}  # fmt: skip

_CITIES = {
    "Asia/Shanghai": "beijing peking shenzhen guangzhou hangzhou wuzhen nanjing wuhan chengdu tianjin xian suzhou jiaxing tongxiang",
    "Asia/Kolkata": "delhi new_delhi mumbai bombay bangalore bengaluru chennai hyderabad pune",
    "Asia/Tokyo": "osaka kyoto yokohama nagoya",
    "Asia/Seoul": "busan",
    "Asia/Dubai": "abu_dhabi",
    "Asia/Riyadh": "jeddah mecca",
    "Asia/Karachi": "islamabad lahore",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Asia/Jerusalem": "tel_aviv haifa",
    "Europe/Berlin": "munich hamburg frankfurt cologne bonn dresden leipzig stuttgart",
    "Europe/Zurich": "geneva bern basel lausanne",
    "Europe/Madrid": "barcelona seville bilbao",
    "Europe/Rome": "milan turin naples florence",
    "Europe/Paris": "lyon marseille toulouse nice strasbourg",
    "Europe/London": "edinburgh glasgow cardiff oxford",
    "Europe/Amsterdam": "the_hague rotterdam delft",
    "Europe/Istanbul": "ankara",
    "Europe/Moscow": "saint_petersburg st._petersburg",
    "Africa/Johannesburg": "cape_town pretoria durban",
    "Africa/Lagos": "abuja",
    "Africa/Nairobi": "mombasa",
    "America/New_York": "boston philadelphia atlanta miami washington_dc washington,_dc washington_d.c. washington,_d.c.",
    "America/Chicago": "houston dallas austin",
    "America/Los_Angeles": "san_francisco seattle san_diego san_jose,_ca portland,_or",
    "America/Toronto": "ottawa montreal",
    "America/Sao_Paulo": "rio_de_janeiro brasilia",
    "Australia/Sydney": "canberra",
    "Pacific/Auckland": "wellington",
}

_CHINESE = {
    "中国": "china", "北京": "beijing", "上海": "shanghai", "乌镇": "wuzhen", "杭州": "hangzhou", "深圳": "shenzhen", "广州": "guangzhou",
    "香港": "hong kong", "澳门": "macau", "台湾": "taiwan", "台北": "taipei", "日本": "japan", "东京": "tokyo", "大阪": "osaka",
    "韩国": "south korea", "首尔": "seoul", "新加坡": "singapore", "马来西亚": "malaysia", "吉隆坡": "kuala lumpur", "泰国": "thailand",
    "曼谷": "bangkok", "越南": "vietnam", "河内": "hanoi", "印度": "india", "新德里": "new delhi", "孟买": "mumbai", "尼泊尔": "nepal",
    "加德满都": "kathmandu", "巴基斯坦": "pakistan", "孟加拉国": "bangladesh", "斯里兰卡": "sri lanka", "印度尼西亚": "indonesia",
    "印尼": "indonesia", "雅加达": "jakarta", "菲律宾": "philippines", "马尼拉": "manila", "哈萨克斯坦": "kazakhstan", "伊朗": "iran",
    "德黑兰": "tehran", "阿联酋": "uae", "迪拜": "dubai", "沙特阿拉伯": "saudi arabia", "沙特": "saudi arabia", "以色列": "israel",
    "土耳其": "turkey", "伊斯坦布尔": "istanbul", "俄罗斯": "russia", "莫斯科": "moscow", "乌克兰": "ukraine",
    "英国": "uk", "伦敦": "london",
    "法国": "france", "巴黎": "paris", "德国": "germany", "柏林": "berlin", "意大利": "italy", "罗马": "rome", "西班牙": "spain",
    "马德里": "madrid", "葡萄牙": "portugal", "荷兰": "netherlands", "比利时": "belgium", "布鲁塞尔": "brussels", "瑞士": "switzerland",
    "日内瓦": "geneva", "苏黎世": "zurich", "奥地利": "austria", "维也纳": "vienna", "瑞典": "sweden", "挪威": "norway", "丹麦": "denmark",
    "芬兰": "finland", "波兰": "poland", "希腊": "greece", "爱尔兰": "ireland", "塞尔维亚": "serbia", "匈牙利": "hungary",
    "埃及": "egypt", "开罗": "cairo", "肯尼亚": "kenya", "内罗毕": "nairobi", "尼日利亚": "nigeria", "拉各斯": "lagos",
    "埃塞俄比亚": "ethiopia", "南非": "south africa", "约翰内斯堡": "johannesburg", "摩洛哥": "morocco", "美国": "usa", "纽约": "new york",
    "波士顿": "boston", "芝加哥": "chicago", "洛杉矶": "los angeles", "旧金山": "san francisco", "西雅图": "seattle", "加拿大": "canada",
    "多伦多": "toronto", "温哥华": "vancouver", "墨西哥": "mexico", "墨西哥城": "mexico city", "古巴": "cuba", "巴西": "brazil",
    "圣保罗": "sao paulo", "阿根廷": "argentina", "智利": "chile", "秘鲁": "peru", "哥伦比亚": "colombia", "澳大利亚": "australia",
    "悉尼": "sydney", "墨尔本": "melbourne", "新西兰": "new zealand", "奥克兰": "auckland",
}  # fmt: skip


def read_zone(cell: Value, year: int) -> Read[str]:
    """An IANA zone, from its name, an offset, an abbreviation, a city or a country.

    `year` is the conference's: the year for which the zones of a country are compared. What several
    zones go by is not read. Raises Unread.
    """
    text = normal(cell) if isinstance(cell, str) else ""
    if not text:
        raise Unread(f"{shown(cell)} is not a time zone", EXAMPLE)
    if whole := _whole().get(text.replace(" ", "_")):
        return Read(whole)
    if text.replace(" ", "") in _UTC:
        return Read("UTC")
    offset = next((match for match in _OFFSET.finditer(text) if match.start() == 0 or text[match.start() - 1] in " ("), None)
    place = " ".join(_OFFSET.sub("", text, 1).strip(" ,;()-").split()) if offset else text
    if offset is None:
        return _place(place, shown(cell), year)
    minutes = (int(offset["hours"]) * 60 + int(offset["minutes"] or 0)) * (1 if offset["sign"] == "+" else -1)
    if not place:
        return _fixed(minutes, shown(cell))
    read = _named(place.split(",")[0].strip(), shown(cell), year)
    if minutes not in _offsets(read.value, year):
        raise Unread(f"{shown(cell)} contradicts itself: the clocks of {read.value} are never {_show(minutes)} in {year}", EXAMPLE)
    return read


def country_code(text: str) -> str | None:
    """The two letters of a country, from its name or from themselves; None for what is no country."""
    code, word = text.strip(), normal(text)
    return code if code in _zones_of() else _countries().get(plain(_CHINESE.get(word, word)))


def _place(text: str, quoted: str, year: int) -> Read[str]:
    """The zone of a city and its country, 'paris, france', or of one of them."""
    inside = _BRACKETS.search(text)
    if inside and (zone := _cities().get(inside[1].strip().replace(" ", "_"))):
        return Read(zone)
    text = _BRACKETS.sub("", text).strip() or text
    if text[0] > "\u3400" and text not in _CHINESE:
        text = next((place for place in _CHINESE if len(place) > 1 and text.endswith(place)), text)
    city, comma, country = (part.strip() for part in text.rpartition(","))
    if comma and city in _countries():
        return _named(city, quoted, year)
    known = _cities().get(_CHINESE.get(city, city).replace(" ", "_")) if comma else None
    code = _countries().get(plain(_CHINESE.get(country, country))) if known else None
    if known is None or code is None:
        return _named(text, quoted, year)
    if _offsets(known, year) not in [_offsets(zone, year) for zone in _zones_of()[code]]:
        raise Unread(f"{quoted} contradicts itself: the clocks of {known} are not those of the country", EXAMPLE)
    return Read(known)


def _named(text: str, quoted: str, year: int) -> Read[str]:
    """The zone of a city, a country or an abbreviation."""
    for word in dict.fromkeys((text, _SUFFIX.sub("", text))):
        word = plain(_CHINESE.get(word, word))
        if word in _ABBREVIATIONS:
            return _one(_ABBREVIATIONS[word], quoted)
        if zone := _cities().get(word.replace(" ", "_")):
            return Read(zone)
        if code := _countries().get(word):
            return zone_of_country(code, quoted, year)
    meant = _cities().get(text.rsplit("/", 1)[-1].replace(" ", "_"))
    raise Unread(f"{quoted} is not a known time zone, city or country", f"did you mean '{meant}'?" if meant else clock.nearest_zone(text))


def _one(zones: tuple[str, ...], quoted: str) -> Read[str]:
    if len(zones) > 1:
        raise Unread(f"{quoted} could be {either(zones)}", "write one of them")
    return Read(zones[0], (f"{quoted} read as {zones[0]}",))


def _fixed(minutes: int, quoted: str) -> Read[str]:
    """The zone of an offset alone. The signs of the zones under Etc are the wrong way round."""
    hours, rest = divmod(minutes, 60)
    if not -12 * 60 <= minutes <= 14 * 60:
        raise Unread(f"{quoted} is no offset of any clock", EXAMPLE)
    zone = _STEADY.get(minutes) if rest else f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if zone is None:
        raise Unread(f"{quoted}: no zone keeps this offset all year", EXAMPLE)
    return Read(zone, (f"{quoted} read as {_show(minutes)} ({zone}), on clocks that never change",) if hours or rest else ())


def zone_of_country(code: str, quoted: str, year: int) -> Read[str]:
    """The zone of a country by its two letters, with a note where it has others.

    Raises Unread where these matter, and KeyError for no country.
    """
    clocks = {tuple(_offsets(zone, year)): zone for zone in reversed(_zones_of()[code])}
    zones = list(reversed(clocks.values()))
    if len(zones) == 1:
        return Read(zones[0])
    if code in _MAIN:
        return Read(_MAIN[code], (f"{quoted} read as {_MAIN[code]}, where nearly everyone there lives",))
    more = f" or {len(zones) - 4} more" if len(zones) > 4 else ""
    raise Unread(f"{quoted} has several zones: {', '.join(zones[:4]) if more else either(zones)}{more}", "write the city or the zone")


@lru_cache(maxsize=1000)
def _offsets(zone: str, year: int) -> list[int]:
    """Minutes ahead of UTC at the beginning of each month."""
    return [clock.offset(clock.minute(datetime(year, month, 1, tzinfo=UTC)), zone) for month in range(1, 13)]


def _show(minutes: int) -> str:
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60}:{abs(minutes) % 60:02}"


def _rows(name: str) -> Iterator[list[str]]:
    """The rows of a table of the tzdata package."""
    for line in (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@lru_cache
def _whole() -> dict[str, str]:
    """The zones by their names in small letters."""
    return {zone.casefold(): zone for zone in clock.zones() if "/" in zone}


@lru_cache
def _zones_of() -> dict[str, tuple[str, ...]]:
    """The zones of each country by its code, the largest first."""
    found: dict[str, tuple[str, ...]] = {}
    for code, _, zone, *_ in _rows("zone.tab"):
        found[code] = (*found.get(code, ()), zone)
    return found


@lru_cache
def _countries() -> dict[str, str]:
    """Codes of the countries that have a zone, by the English names for them."""
    listed = {plain(part): code for code, name in _rows("iso3166.tab") if code in _zones_of() for part in _spellings(name)}
    return listed | _COUNTRIES


def _spellings(name: str) -> tuple[str, ...]:
    """'Myanmar (Burma)' and 'Congo (Dem. Rep.)' as they stand; 'St Lucia' and 'Antigua & Barbuda' in full too."""
    return tuple(dict.fromkeys((name, name.replace("&", "and"), name.replace("St ", "Saint "))))


@lru_cache
def _cities() -> dict[str, str]:
    """The zone of each city that has only one: those of the table in force before the names of old."""
    listed = [row[2] for row in _rows("zone.tab")]
    others = [zone for zone in sorted(clock.zones() - set(listed)) if "/" in zone and not zone.startswith(("Etc/", "US/", "Canada/"))]
    found: dict[str, str] = {}
    for zone in (*others, *listed):
        if zone.split("/")[0] not in ("SystemV", "posix", "right"):
            found[zone.rsplit("/", 1)[-1].casefold()] = zone
    added = {city: zone for zone, cities in _CITIES.items() for city in cities.split()}
    return found | added
