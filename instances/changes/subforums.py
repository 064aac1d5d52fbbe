"""Changes of what a subforum is and asks for: topics, audience, rooms, blocks, people, sittings."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from instances.changes.base import ChangeBase, MoreOrLess
from instances.changes.draft import Document, Draft, put
from instances.changes.words import thing
from instances.conference import BlockId, Conference, People, Sittings, SpeakerId, Subforum, SubforumId, Zone
from instances.problems import listed


class ExpectedAudience(ChangeBase):
    """Another audience is expected: so many people on site, or so many online by zone."""

    kind: Literal["audience"] = "audience"
    subforum: SubforumId
    onsite: People | None = None
    online: dict[Zone, People] | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.onsite is None and self.online is None:
            raise ValueError("changes nothing; give it 'onsite' or 'online'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        forum, words = thing(conference, self.subforum), []
        if self.onsite is not None:
            was = f", not {forum.audience.onsite}" if isinstance(forum, Subforum) and forum.audience.onsite != self.onsite else ""
            words.append(f"{f'{self.onsite} people' if self.onsite else 'nobody'} on site{was}")
        if self.online is not None:
            words.append(listed([f"{n} online in {zone}" for zone, n in self.online.items()]) if self.online else "nobody online")
        return f"{conference.name(self.subforum, language)} reckons with {', and '.join(words)}."

    def edit(self, draft: Draft) -> None:
        forum = draft.item(self.subforum)
        audience: Document = dict(forum.get("audience", {}))
        if self.onsite is not None:
            put(audience, "onsite", self.onsite, 0)
        if self.online is not None:
            put(audience, "online", dict(self.online), {})
        put(forum, "audience", audience, {})


class Needs(MoreOrLess):
    """A subforum needs further features of its room, or can do without some."""

    key: ClassVar[str] = "needs"
    what: ClassVar[str] = "features"
    lacks: ClassVar[str] = "'{id}' does not need '{one}'"
    kind: Literal["needs"] = "needs"
    subforum: SubforumId
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        words = [f"needs {listed(self.add)}, too"] if self.add else []
        words += [f"does without {listed(self.remove)}"] if self.remove else []
        return f"{conference.name(self.subforum, language)} {', and '.join(words)}."


class _Attendants(MoreOrLess):
    """A subforum gets further people who attend all of it, or loses some. `verb`: how they are named beside it."""

    what: ClassVar[str] = "people"
    verb: ClassVar[str]
    subforum: SubforumId
    add: tuple[SpeakerId, ...] = ()
    remove: tuple[SpeakerId, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        added, removed = ([conference.name(p, language) for p in people] for people in (self.add, self.remove))
        words = [f"is {self.verb} by {listed(added)}, too"] if added else []
        words += [f"is not {self.verb} by {listed(removed, 'or')}"] if removed else []
        return f"{conference.name(self.subforum, language)} {', and '.join(words)}."


class Hosts(_Attendants):
    """A subforum gets further hosts, or loses some."""

    key: ClassVar[str] = "hosts"
    lacks: ClassVar[str] = "'{one}' is no host of '{id}'"
    verb: ClassVar[str] = "hosted"
    kind: Literal["hosts"] = "hosts"


class Chairs(_Attendants):
    """Further people chair a subforum, or some no longer do."""

    key: ClassVar[str] = "chairs"
    lacks: ClassVar[str] = "'{one}' is no chair of '{id}'"
    verb: ClassVar[str] = "chaired"
    kind: Literal["chairs"] = "chairs"


class Topics(MoreOrLess):
    """A subforum is about further topics, or no longer about some."""

    key: ClassVar[str] = "topics"
    what: ClassVar[str] = "topics"
    lacks: ClassVar[str] = "'{id}' is not about '{one}'"
    kind: Literal["topics"] = "topics"
    subforum: SubforumId
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        words = [f"is about {listed(self.add)}, too"] if self.add else []
        words += [f"does not count as one about {listed(self.remove, 'or')}"] if self.remove else []
        return f"{conference.name(self.subforum, language)} {', and '.join(words)}."


class AudienceLevel(ChangeBase):
    """How much the audience of a subforum should know already; None where that does not matter."""

    kind: Literal["audience_level"] = "audience_level"
    subforum: SubforumId
    level: Annotated[int, Field(ge=1, le=5)] | None = None

    def said(self, conference: Conference, language: str) -> str:
        what = "is for people of any level" if self.level is None else f"is for people of level {self.level}"
        return f"{conference.name(self.subforum, language)} {what}."

    def edit(self, draft: Draft) -> None:
        forum = draft.item(self.subforum)
        audience: Document = dict(forum.get("audience", {}))
        put(audience, "level", self.level, None)
        put(forum, "audience", audience, {})


class Flagship(ChangeBase):
    """A subforum is a flagship, which should stand at prime time, or is none."""

    kind: Literal["flagship"] = "flagship"
    subforum: SubforumId
    flagship: bool = True

    def said(self, conference: Conference, language: str) -> str:
        what = "is a flagship and should stand at prime time" if self.flagship else "is no flagship and need not stand at prime time"
        return f"{conference.name(self.subforum, language)} {what}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.subforum), "flagship", self.flagship, False)


class Languages(ChangeBase):
    """The languages of a subforum; none where they do not matter."""

    kind: Literal["languages"] = "languages"
    subforum: SubforumId
    languages: tuple[str, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        spoken = f"is held in {listed(self.languages)}" if self.languages else "is held in whatever language"
        return f"{conference.name(self.subforum, language)} {spoken}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.subforum), "languages", list(self.languages), [])


class AllowedBlocks(ChangeBase):
    """The blocks that a subforum may stand in; none for all."""

    kind: Literal["blocks"] = "blocks"
    subforum: SubforumId
    blocks: tuple[BlockId, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        where = listed([conference.name(b, language) for b in self.blocks], "or") if self.blocks else "any block"
        return f"{conference.name(self.subforum, language)} may stand in {where}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.subforum), "blocks", list(self.blocks), [])


class SittingsNumber(ChangeBase):
    """How many sittings a subforum may have."""

    kind: Literal["sittings"] = "sittings"
    subforum: SubforumId
    sittings: Annotated[int, Field(ge=1, le=50)] | Sittings | Literal["auto"]

    def said(self, conference: Conference, language: str) -> str:
        name = conference.name(self.subforum, language)
        if isinstance(self.sittings, Sittings):
            return f"{name} may have {self.sittings.min} to {self.sittings.max} sittings."
        if self.sittings == "auto":
            return f"{name} may have as many sittings as it needs."
        return f"{name} has {self.sittings} {'sitting' if self.sittings == 1 else 'sittings'}."

    def edit(self, draft: Draft) -> None:
        number: Any = self.sittings.model_dump() if isinstance(self.sittings, Sittings) else self.sittings
        put(draft.item(self.subforum), "sittings", number, 1)
