"""Ids made from names: the same whatever the order of the rows."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping

LONGEST = 60
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "'": "", "’": ""})


def slug(name: str) -> str:
    """'maria-jose-nunez'; '' where Latin letters and digits are not most of the name."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LATIN))
    letters = [letter for letter in plain if letter.isalnum()]
    kept = [letter for letter in letters if letter.isascii()]
    word = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))[:LONGEST].strip("-")
    return word if len(kept) * 2 > len(letters) else ""


def make_ids(named: Mapping[str, str], kind: str, taken: Collection[str] = ()) -> dict[str, str]:
    """An id for each key: the slug of its name, or, where there is none or several share it, with letters of the key's hash.

    `kind` is the word before the hash of a name without Latin letters: 'speaker-3f2a'; `taken` are ids of
    other things. The order of the keys does not matter.
    """
    shared = Counter(map(slug, named.values()))
    used = set(taken)
    plain = {key: slug(name) for key, name in named.items() if slug(name) and shared[slug(name)] == 1 and slug(name) not in used}
    used |= set(plain.values())
    rest = {key: slug(name) or kind for key, name in named.items() if key not in plain}
    length = next(n for n in range(4, 65, 4) if len(_hashed(rest, n)) == len(rest) and not set(_hashed(rest, n)) & used)
    return plain | {key: id for id, key in _hashed(rest, length).items()}


def _hashed(rest: Mapping[str, str], length: int) -> dict[str, str]:
    """Keys by their ids with so many letters of the hash."""
    return {f"{word}-{_hash(key)[:length]}": key for key, word in rest.items()}


def _hash(key: str) -> str:
    return hashlib.sha256(unicodedata.normalize("NFC", key).encode("utf-8", "surrogatepass")).hexdigest()
