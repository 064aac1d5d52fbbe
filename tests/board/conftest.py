"""A board of a small conference, and somebody at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.board.board import Board
from tests.board.desk import Desk, opened, own


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """A board that nobody has touched."""
    with opened(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board that nobody changes."""
    with opened(tmp_path_factory.mktemp("still")) as found:
        yield found


@pytest.fixture
def desk(board: Board) -> Desk:
    """Somebody at it."""
    return own(board)
