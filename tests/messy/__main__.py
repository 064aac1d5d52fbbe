"""Write all kinds to a folder: python -m tests.messy FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.messy.build import build
from tests.messy.truth import KINDS

for kind in KINDS:
    for version in (1, 2):
        truth = build(kind, Path(sys.argv[1]) / (kind if version == 1 else f"{kind} (1)"), version)
        print(f"{kind}, version {version}: {len(truth.people)} people, {len(truth.talks)} talks, {', '.join(truth.files)}")
