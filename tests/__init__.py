"""The tests. Workbooks are written and read as they are where lxml is not installed, which only the tests need."""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")
