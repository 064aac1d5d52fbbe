"""What the conference is about, in English and Chinese: tracks, forums, and the titles of their talks."""

from __future__ import annotations

from dataclasses import dataclass

TRACKS = {
    "Cooperation & Development": "合作与发展",
    "Technology and Industry": "技术与产业",
    "Culture and Society": "人文与社会",
    "Governance and Security": "治理与安全",
}


@dataclass(frozen=True)
class Theme:
    """A forum, and what its talks are about."""

    title: str
    zh: str
    track: int
    nouns: tuple[tuple[str, str], ...]


def _theme(title: str, zh: str, track: int, nouns: str) -> Theme:
    pairs = (pair.split("/") for pair in nouns.split(", "))
    return Theme(title, zh, track, tuple((en, han) for en, han in pairs))


THEMES = (
    _theme("Rural Connectivity Forum", "乡村网络论坛", 0, "village networks/乡村网络, solar base stations/太阳能基站"),
    _theme("Digital Skills Forum", "数字技能论坛", 0, "teacher training/教师培训, evening schools/夜校"),
    _theme("Cross-border E-commerce Forum", "跨境电商论坛", 0, "small exporters/小微出口商, customs data/海关数据"),
    _theme("Submarine Cables Roundtable", "海底光缆圆桌会议", 0, "cable repair/光缆维修, island links/海岛通信"),
    _theme("Open Source Forum", "开源论坛", 1, "unpaid maintainers/义务维护者, long-term support/长期支持"),
    _theme("Chips and Packaging Forum", "芯片与封装论坛", 1, "chip packaging/芯片封装, test laboratories/测试实验室"),
    _theme("Industrial Internet Forum", "工业互联网论坛", 1, "factory sensors/工厂传感器, machine data/设备数据"),
    _theme("Satellite Navigation Forum", "卫星导航论坛", 1, "precise positioning/精准定位, ferry navigation/渡轮导航"),
    _theme("Online Heritage Forum", "网络文化遗产论坛", 2, "scanned archives/档案扫描, water towns/江南水乡"),
    _theme("Children Online Forum", "儿童上网保护论坛", 2, "screen time/屏幕时间, school tablets/校园平板"),
    _theme("Accessible Web Forum", "无障碍网络论坛", 2, "sign language avatars/手语数字人, screen readers/读屏软件"),
    _theme("Games and Learning Workshop", "游戏与学习工作坊", 2, "classroom games/课堂游戏, game design/游戏设计"),
    _theme("Data Governance Forum", "数据治理论坛", 3, "data trusts/数据信托, health records/健康档案"),
    _theme("Incident Response Forum", "应急响应论坛", 3, "night shifts/夜间值守, shared alerts/共享预警"),
    _theme("Routing Security Workshop", "路由安全研讨会", 3, "route leaks/路由泄漏, exchange points/网络交换中心"),
    _theme("Algorithms and Law Forum", "算法与法律论坛", 3, "automated decisions/自动化决策, model cards/模型说明"),
)

_PATTERNS = (
    ("Lessons from {}", "{}的经验"),
    ("{}: what comes next", "{}的下一步"),
    ("Measuring {}", "如何评估{}"),
    ("Who pays for {}?", "谁为{}买单？"),
    ("Ten years of {}", "{}十年回顾"),
    ("Panel: the trouble with {}", "圆桌对话：{}的难题"),
)


def titles(theme: Theme, chinese: bool) -> list[str]:
    """A dozen titles for the talks of a forum."""
    found = []
    for at, (en, zh) in enumerate(_PATTERNS * 2):
        noun = theme.nouns[(at + at // len(_PATTERNS)) % 2]
        found.append(zh.format(noun[1]) if chinese else _capital(en.format(noun[0])))
    return found


def _capital(title: str) -> str:
    return title[0].upper() + title[1:]
