"""Names of people as they are typed: compared without title, accents, order and remarks; likely duplicates."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

_REMARK = re.compile(r"\s*[(（\[【]([^)）\]】]*)[)）\]】]\s*")
_TITLES = (
    "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "phd", "msc", "dphil", "mba", "hon",
    "honorable", "honourable",
    "excellency", "rev", "engr", "jr", "sr", "esq", "doctor", "assoc", "associate", "asst", "assistant", "adj", "emeritus",
)  # fmt: skip
_DOTTED = re.compile(
    r"\b(?:h\.\s?e\.|ph\.\s?d\.?|m\.\s?sc\.?|d\.\s?phil\.?|(?:his|her) excellency|ing\.|dipl\.-ing\.|rer\. nat\.)\s*", re.IGNORECASE
)
_ACRONYM = re.compile(r"(?<=[a-z]),\s*[A-Z]{2,6}$")
"""'Maria Silva, ITU'."""
_HAN_TITLES = re.compile(r"(?:教授|博士|先生|女士|小姐|院士|老师|老師|主任|主席|部长|部長|さん|氏)+$")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": "", "ʼ": "", "`": ""}
)
_ORGANISATION = re.compile(
    r"\b(?:of|for|and|the|university|institute|ministry|bank|group|corp|inc|ltd|gmbh|foundation|association|agency|council|lab|labs|college|school)\b"
)
_NOBODY = re.compile(
    r"|tb[acdn]|n\.? ?n|n/?a|none|nobody|x+|to be (?:announced|confirmed|decided|named|invited)|see (?:above|below)|various|invited|open"
    r"|pending|(?:a |the )?(?:speaker|representative|someone|somebody|expert|official|delegate)s?(?: (?:from|of|tb[acd])\b.*)?"
    r"|待定|待确认|待邀请|另行通知|无|空"
)
_COMMON = 300
"""Names that may share a word; one that more have tells nothing of any two."""
_SPELT_OUT = re.compile(r"(?<=[aou])e")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_LONG = 8
"""Letters of the shortest name in which one different letter may be a slip: 'Li Wei' and 'Li Wen' are two people."""


@dataclass(frozen=True)
class Pair:
    """Two names that may be one person's, and why."""

    first: str
    second: str
    reason: str


def bare_name(name: str) -> str:
    """A name as it is shown: without titles and remarks in brackets, its capitals as typed."""
    text = " ".join(_DOTTED.sub("", _REMARK.sub(" ", unicodedata.normalize("NFC", name))).split()).strip(" ,;-")
    words = [word for word in text.split() if _letters(word) not in _TITLES]
    kept = re.sub(r"\s*,\s*$", "", " ".join(words)) if words else text
    kept = _ACRONYM.sub("", kept)
    return _HAN_TITLES.sub("", kept).strip() or kept


def name_key(name: str) -> str:
    """A name as it is compared: plain small letters, words in alphabetical order.

    'Prof. Dr. María-José Núñez' and 'NUNEZ, Maria Jose (online)' have the same; so have '李 伟' and '李伟博士'.
    """
    return " ".join(sorted(_words(bare_name(name))))


def likely_duplicates(names: Iterable[str]) -> list[Pair]:
    """Pairs of different texts that may name one person, each with the reason, in alphabetical order.

    Nothing is merged.
    """
    met: dict[str, list[_Name]] = defaultdict(list)
    for name in map(_Name.of, sorted(set(names))):
        for key in name.keys:
            met[key].append(name)
    pairs = {
        (one.text, two.text): _reason(one, two) for group in met.values() if len(group) <= _COMMON for one, two in combinations(group, 2)
    }
    return [Pair(*pair, reason) for pair, reason in sorted(pairs.items()) if reason]


@dataclass(frozen=True)
class _Name:
    """A name, with what is compared of it."""

    text: str
    words: tuple[str, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Name:
        words = tuple(sorted(_words(bare_name(text))))
        return cls(text, words, frozenset(other_keys(text)) - {" ".join(words)})

    @property
    def keys(self) -> set[str]:
        """Two names can be one person's only if they have one of these in common: a word, the whole in one way, or their beginning."""
        whole = " ".join(self.words)
        beginning = {f"{self.words[0][0]} {len(whole) // 2 + turn}" for turn in (0, 1)} if len(self.words) == 1 else set()
        return {*self.words, *_spelt(self.words), whole, *self.others, *_joined(self.text), *beginning}


def _letters(word: str) -> str:
    """A word in plain small letters."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(letter for letter in plain if letter.isalnum())


def _words(name: str) -> list[str]:
    split = [_letters(word) for word in re.split(r"[\s,，.·・\-‐–]+", name)]
    words = [word for word in split if word]
    return ["".join(words)] if words and all(_HAN.fullmatch(word) for word in words) else words


def nobody(name: str) -> bool:
    """Whether a text stands where a name is to be, and names nobody yet: 'TBC', 'N.N.', 'speaker from ITU'."""
    return bool(_NOBODY.fullmatch(bare_name(name).casefold().strip(" .?!-–—")))


def in_brackets(name: str) -> list[str]:
    """What stands in brackets behind or within a name."""
    return _REMARK.findall(name)


def other_keys(name: str) -> set[str]:
    """The keys of what a name says in two scripts, or once more in brackets: '李伟 (Li Wei)'."""
    inside = next((text for text in in_brackets(name) if _named_in_brackets(text, bare_name(name))), "")
    han, latin = " ".join(_HAN.findall(bare_name(name))), _HAN.sub(" ", bare_name(name))
    parts = (name_key(part) for part in (inside, han, latin) if part.strip())
    return {key for key in parts if len(key) > 1}


def _named_in_brackets(text: str, outside: str) -> bool:
    """Whether brackets hold the name in another script, and no organisation."""
    if bool(_HAN.search(text)) == bool(_HAN.search(outside)):
        return False
    words = text.replace(",", " ").split()
    return 1 < len(text.strip()) <= 4 if _HAN.search(text) else 2 <= len(words) <= 3 and not _ORGANISATION.search(text.casefold())


def _reason(one: _Name, two: _Name) -> str:
    """Why two names may be one person's; '' where nothing says so."""
    mine, yours = one.words, two.words
    if not mine or not yours:
        return ""
    if mine == yours:
        return "the same but for title, capitals, accents, order or remarks"
    if _spelt(mine) == _spelt(yours):
        return "the same with ae, oe and ue for ä, ö and ü"
    if " ".join(mine) in two.others or " ".join(yours) in one.others or one.others & two.others:
        return "the same in one of two scripts, or in brackets"
    if _joined(one.text) & _joined(two.text):
        return "the same but for spaces"
    if _abbreviates(mine, yours) or _abbreviates(yours, mine):
        return "the same with an initial for a name"
    shared = set(mine) & set(yours)
    if len(shared) >= 2 and (set(mine) <= set(yours) or set(yours) <= set(mine)):
        return "the same with a name more"
    if len(mine) == len(yours) and len(shared) == len(mine) - 1 and min(len("".join(mine)), len("".join(yours))) >= _LONG:
        left, right = (next(word for word in words if word not in shared) for words in (mine, yours) if set(words) - shared)
        return _alike(left, right)
    return ""


def _spelt(words: Sequence[str]) -> list[str]:
    return sorted(_SPELT_OUT.sub("", word) for word in words)


def _joined(name: str) -> set[str]:
    """The name without spaces, either way round: 'Li Xiaoming' and 'Xiao Ming Li'."""
    words = _words(bare_name(name))
    return {"".join(words[turn:] + words[:turn]) for turn in range(len(words))}


def _abbreviates(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether each word of one name is a word of the other or its initial, and one at least is an initial beside a whole word."""
    if len(short) != len(full) or not any(len(word) == 1 for word in short):
        return False
    rest = [word for word in full if word not in short]
    initials = [word for word in short if word not in full]
    return 0 < len(initials) < len(short) and sorted(initials) == sorted(word[0] for word in rest)


def _alike(one: str, other: str) -> str:
    """Why two words may be one name, beside others that are the same."""
    if _near(one, other):
        return "one letter apart"
    short, long = sorted((one, other), key=len)
    if sorted(one) == sorted(other) and one[0] == other[0] and one.isalpha():
        return "the same letters in another order"
    return "perhaps a short form" if len(short) + 2 <= len(long) and len(short) >= 3 and short[:3] == long[:3] and one.isascii() else ""


def _near(one: str, two: str) -> bool:
    """Whether one letter more, less or other, or two neighbours swapped, makes one word the other."""
    short, long = sorted((one, two), key=len)
    if len(long) - len(short) > 1 or not (one + two).isalpha():
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :])
