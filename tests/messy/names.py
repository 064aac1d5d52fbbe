"""Names that nobody in particular bears: common given and family names, combined by a fixed seed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random


@dataclass(frozen=True)
class Origin:
    """Where somebody is from: a country, as it is written, and the city where they sit."""

    country: str
    zh: str
    zone: str
    given: str
    family: str


ORIGINS = {
    "IN": Origin("India", "印度", "Asia/Kolkata", "Ananya Rohan Meera Vikram Lavanya Suresh", "Deshmukh Iyer Kulkarni Nair Bhatt Saxena"),
    "NP": Origin("Nepal", "尼泊尔", "Asia/Kathmandu", "Sunita Bikash Asmita Prakash", "Gurung Tamang Adhikari Bhandari"),
    "DE": Origin("Germany", "德国", "Europe/Berlin", "Anke Jörg Katrin Uwe Svenja Holger", "Vogelsang Schröter Brandt Öztürk Weiß Lindner"),
    "FR": Origin("France", "法国", "Europe/Paris", "Élodie Benoît Margaux Thibault Hélène", "Lefèvre Girardin Chevallier Besnard"),
    "KE": Origin("Kenya", "肯尼亚", "Africa/Nairobi", "Wanjiku Otieno Achieng Barasa Njeri", "Kamande Mwangangi Wekesa Chebet"),
    "GB": Origin("United Kingdom", "英国", "Europe/London", "Imogen Alistair Rhiannon Gareth", "Thornbury Pemberton Hargreave Llewellyn"),
    "US": Origin("USA", "美国", "America/New_York", "Megan Tyler Brandi Desmond Loretta", "Hollister Whitaker Delacroix Underhill"),
    "JP": Origin("Japan", "日本", "Asia/Tokyo", "Haruka Kenta Yumiko Daisuke", "Morishige Ishiguro Kobayakawa Tanabe"),
    "AU": Origin("Australia", "澳大利亚", "Australia/Sydney", "Bronwyn Lachlan Tahlia Fergus", "Mackellar Purcell Wilkins Dunstan"),
    "SG": Origin("Singapore", "新加坡", "Asia/Singapore", "Siti Farid Nurul Kavitha", "Rahman Ibrahim Subramaniam Hassan"),
    "ES": Origin("Spain", "西班牙", "Europe/Madrid", "Lucía Álvaro", "Arrizabalaga Quiroga"),
    "PT": Origin("Portugal", "葡萄牙", "Europe/Lisbon", "Inês Duarte", "Falcão Quintela"),
    "IE": Origin("Ireland", "爱尔兰", "Europe/Dublin", "Aoife Cormac", "Gallagher Hennessy"),
    "KR": Origin("South Korea", "韩国", "Asia/Seoul", "Soyeon Minho", "Gwon Namgung"),
    "NG": Origin("Nigeria", "尼日利亚", "Africa/Lagos", "Chidinma Babatunde", "Okorie Afolabi"),
    "GH": Origin("Ghana", "加纳", "Africa/Accra", "Akosua Kwabena", "Asamoah Tetteh"),
}
CHINA = Origin("China", "中国", "Asia/Shanghai", "", "")
_FAMILIES = """
    赵Zhao 钱Qian 孙Sun 周Zhou 郑Zheng 冯Feng 沈Shen 韩Han 朱Zhu 秦Qin 许Xu 施Shi 孔Kong 曹Cao 严Yan 魏Wei 陶Tao 姜Jiang 谢Xie 邹Zou
    苏Su 潘Pan 葛Ge 范Fan 鲁Lu 方Fang 任Ren 袁Yuan 罗Luo 薛Xue
"""
_GIVENS = """
    晓燕Xiaoyan 丽雯Liwen 文静Wenjing 海棠Haitang 雪梅Xuemei 沐辰Muchen 玉兰Yulan 思远Siyuan 雨晴Yuqing 浩然Haoran 欣怡Xinyi 子涵Zihan
    嘉豪Jiahao 美玲Meiling 秀英Xiuying 桂芳Guifang 永睿Yongrui 晓楠Xiaonan 信之Xinzhi 春生Chunsheng 冬梅Dongmei 立苇Liwei
    知夏Zhixia 佩芬Peifen
"""


@dataclass(frozen=True)
class Name:
    """A name in Latin letters, and in Chinese ones where it has them."""

    given: str
    family: str
    han: str = ""
    origin: str = "CN"

    @property
    def western(self) -> str:
        """'Wei Li'."""
        return f"{self.given} {self.family}"

    @property
    def eastern(self) -> str:
        """'Li Wei'."""
        return f"{self.family} {self.given}"


def names(seed: int, taken: list[Name], chinese: float) -> Iterator[Name]:
    """Names without end, a part of them Chinese, none of which is easily taken for another."""
    random = Random(seed)
    before = list(taken)
    while True:
        if random.random() < chinese:
            family, given = random.choice(_FAMILIES.split()), random.choice(_GIVENS.split())
            name = Name(given[2:], family[1:], family[0] + given[:2])
        else:
            code = random.choice(sorted(ORIGINS))
            origin = ORIGINS[code]
            name = Name(random.choice(origin.given.split()), random.choice(origin.family.split()), "", code)
        if not any(_alike(name, other) for other in before):
            before.append(name)
            yield name


def _alike(one: Name, other: Name) -> bool:
    """The same words, or one the same and the other nearly so."""
    left, right = _words(one.western), _words(other.western)
    shared = set(left).intersection(right)
    if not shared:
        return False
    if left == right or len(shared) >= 2:
        return True
    rest = [next((word for word in words if word not in shared), "") for words in (left, right)]
    return abs(len(rest[0]) - len(rest[1])) < 2 and sum(a != b for a, b in zip(*rest, strict=False)) < 3


@cache
def _words(text: str) -> list[str]:
    return sorted(plain(text).split())


@cache
def plain(text: str) -> str:
    """A text without accents and capitals."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
