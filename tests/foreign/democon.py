"""A small conference as a pretalx 2025.2 answers it: two rooms, four people, five submissions, two schedules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CANARY = "canary-of-pretalx"
"""Stands in whatever is nobody's business."""


def _slot(id: int, room: int | None, start: str | None, end: str | None, submission: str | None, schedule: int = 1) -> dict[str, Any]:
    times = {"start": f"2026-06-{start}:00+02:00" if start else None, "end": f"2026-06-{end}:00+02:00" if end else None}
    about = {"description": None if submission else {"en": "Lunch", "de": "Mittag"}, "duration": 30, "is_visible": True}
    return {"id": id, "room": room, **times, "submission": submission, "schedule": schedule, **about}


def _submission(code: str, title: str, speakers: list[str], kind: int, duration: int, state: str = "confirmed") -> dict[str, Any]:
    return {
        "code": code, "title": title, "speakers": speakers, "submission_type": kind, "track": 3, "tags": [], "state": state,
        "abstract": f"About {title.lower()}.", "description": "", "duration": duration, "slot_count": 1, "content_locale": "en",
        "do_not_record": False, "image": None, "resources": [], "slots": [], "answers": [], "pending_state": None, "is_featured": False,
        "notes": CANARY, "internal_notes": CANARY, "invitation_token": CANARY, "access_code": None, "review_code": CANARY,
        "anonymised_data": "{}", "reviews": [8], "assigned_reviewers": [], "is_anonymised": False, "median_score": 1.0, "mean_score": 1.0,
    }  # fmt: skip


def _speaker(code: str, name: str, timezone: str = "Europe/Berlin", *free: tuple[str, str]) -> dict[str, Any]:
    windows = [{"start": f"2026-06-{a}:00+02:00", "end": f"2026-06-{b}:00+02:00", "allDay": False} for a, b in free]
    return {
        "code": code, "name": name, "biography": None, "submissions": [], "avatar_url": "", "answers": [], "email": "someone@example.org",
        "timezone": timezone, "locale": "en", "has_arrived": False, "availabilities": windows, "internal_notes": CANARY,
    }  # fmt: skip


def _room(id: int, name: str, guid: str, capacity: int, *free: tuple[str, str]) -> dict[str, Any]:
    windows = [{"start": f"2026-06-{a}:00+02:00", "end": f"2026-06-{b}:00+02:00", "allDay": False} for a, b in free]
    about = {"description": None, "uuid": guid, "guid": None, "capacity": capacity, "position": id, "speaker_info": None}
    return {"id": id, "name": {"en": name}, **about, "availabilities": windows}


def answers() -> dict[str, Any]:
    """The answers of each endpoint, all pages together; the slots are those of the released schedule."""
    return {
        "event": {
            "name": {"en": "DemoCon"}, "slug": "democon", "is_public": True, "date_from": "2026-06-05", "date_to": "2026-06-06",
            "timezone": "Europe/Berlin", "email": "office@example.org", "primary_color": None, "custom_domain": None, "logo": None,
            "header_image": None, "locale": "en", "locales": ["en"], "content_locales": ["en"],
        },
        "rooms": [
            _room(1, "Red Room", "a742ecf8-ab9a-5c90-bc32-c9478a456abc", 100),
            _room(2, "Black Room", "a6c9e7f6-47f9-5d97-a8cf-f7de1fe4b2f3", 50, ("05T08:00", "05T18:00"), ("06T09:00", "06T18:00")),
        ],
        "speakers": [
            _speaker("SPKRAA", "Lens grinder", "Africa/Nairobi", ("05T08:00", "05T12:00")),
            _speaker("SPKRBB", "Owl counter"),
            _speaker("SPKRCC", "Moth keeper"),
            _speaker("SPKRDD", "Bat listener"),
        ],
        "submissions": [
            _submission("AAAAAA", "Lenses for owls", ["SPKRAA"], 1, 30),
            _submission("BBBBBB", "A workshop on moths", ["SPKRBB", "SPKRCC"], 2, 90),
            _submission("CCCCCC", "Bats, too", ["SPKRDD"], 1, 30, "accepted"),
            _submission("DDDDDD", "Night in numbers", ["SPKRBB"], 1, 30),
            _submission("EEEEEE", "Not for us", ["SPKRDD"], 1, 30, "rejected"),
        ],
        "tracks": [{"id": 3, "name": {"en": "Night"}, "description": {"en": ""}, "color": "#7204e6", "position": None,
                    "requires_access_code": False}],
        "submission-types": [
            {"id": 1, "name": {"en": "Talk"}, "default_duration": 30, "deadline": None, "requires_access_code": False},
            {"id": 2, "name": {"en": "Workshop"}, "default_duration": 90, "deadline": None, "requires_access_code": False},
        ],
        "schedules": [{"id": 1, "version": "v1.0", "published": "2026-05-01T20:18:19.194511+02:00"},
                      {"id": 2, "version": "wip", "published": None}],
        "slots": [
            _slot(1, 1, "05T09:00", "05T09:30", "AAAAAA"),
            _slot(2, 2, "05T09:30", "05T11:00", "BBBBBB"),
            _slot(4, 1, "06T09:00", "06T09:30", "DDDDDD"),
            _slot(5, 1, "05T12:00", "05T13:00", None),
            _slot(6, 2, "05T12:00", "05T13:00", None),
        ],
    }  # fmt: skip


def draft() -> list[dict[str, Any]]:
    """The slots of the draft: those of the released schedule with numbers of their own, and one that is nowhere yet."""
    released = [{**slot, "id": slot["id"] + 10, "schedule": 2} for slot in answers()["slots"]]
    return [*released, _slot(13, None, None, None, "CCCCCC", 2)]


def save(folder: Path) -> None:
    """The answers as people save them: a file for each endpoint, or for each of its pages."""
    folder.mkdir()
    for name, found in answers().items():
        pages = [found] if name == "event" else [{"count": len(found), "next": None, "previous": None, "results": found}]
        if name == "submissions":
            pages = [{"count": len(found), "next": "x", "previous": None, "results": found[a:b]} for a, b in ((0, 2), (2, 9))]
        for number, page in enumerate(pages, 1):
            (folder / (f"{name}-{number}.json" if len(pages) > 1 else f"{name}.json")).write_text(json.dumps(page), encoding="utf-8")
