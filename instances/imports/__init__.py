"""Foreign sheets made into a conference: which column holds what, who is who, and what was decided since the last time."""

from instances.imports.files import keep, keep_map, order
from instances.imports.importing import carry_out
from instances.imports.planning import missing, plan, settle, told
from instances.imports.report import document, proposal, words

__all__ = ["carry_out", "document", "keep", "keep_map", "missing", "order", "plan", "proposal", "settle", "told", "words"]
