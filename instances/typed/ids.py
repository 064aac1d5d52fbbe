"""Ids made from names: the same whatever the order of the rows."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

LONGEST = 60
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "'": "", "’": ""})


def slug(name: str) -> str:
    """'maria-jose-nunez'; '' where Latin letters and digits are not most of the name."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LATIN))
    letters = [letter for letter in plain if letter.isalnum()]
    kept = [letter for letter in letters if letter.isascii()]
    word = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))[:LONGEST].strip("-")
    return word if len(kept) * 2 > len(letters) else ""


def make_ids(names: Iterable[str], kind: str, known: Mapping[str, str] | None = None, taken: Collection[str] = ()) -> dict[str, str]:
    """An id for each name: its slug, or, where there is none or several names share it, with letters of its hash.

    `kind` is the word before the hash of a name without Latin letters: 'speaker-3f2a'. `known` are
    the ids of names from an earlier reading, which stay; `taken` are ids of other things. The order
    of the names does not matter.
    """
    ids = {name: id for name, id in (known or {}).items() if id}
    new = sorted({name for name in names if name not in ids})
    used = {*ids.values(), *taken}
    shared = Counter(slug(name) for name in new)
    plain = {name: slug(name) for name in new if slug(name) and shared[slug(name)] == 1 and slug(name) not in used}
    used |= set(plain.values())
    rest = [name for name in new if name not in plain]
    length = next(n for n in range(4, 33, 4) if len(_hashed(rest, kind, n)) == len(rest) and not set(_hashed(rest, kind, n)) & used)
    made = plain | {name: id for id, name in _hashed(rest, kind, length).items()}
    return {name: ids.get(name) or made[name] for name in sorted({*ids, *made})}


def _hashed(names: Iterable[str], kind: str, length: int) -> dict[str, str]:
    """Names by their ids with so many letters of the hash."""
    return {f"{slug(name) or kind}-{_hash(name)[:length]}": name for name in names}


def _hash(name: str) -> str:
    return hashlib.sha256(unicodedata.normalize("NFC", name).encode("utf-8", "surrogatepass")).hexdigest()
