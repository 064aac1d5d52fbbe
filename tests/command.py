"""The command `agenda` as a process that forks from one where all is imported: the same as a new one, a second sooner."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory

import constraints
import instances
import scheduler

ROOT = Path(__file__).parent.parent
USUAL = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "100"}
SECONDS = 280


def anew(words: list[str], folder: Path, stdin: str | None, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it in a new interpreter, in this folder, with these variables besides the usual ones."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        env={**os.environ, **USUAL, **environment},
    )


def forked(words: list[str], folder: Path, stdin: str | None, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own that has imported everything; standard streams are files."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_modules())
    with TemporaryDirectory() as streams:
        files = [Path(streams, name) for name in ("in", "out", "err")]
        for file in files:
            file.write_text(stdin or "" if file.name == "in" else "", encoding="utf-8")
        process = context.Process(target=_run, args=(words, str(folder), {**USUAL, **environment}, [str(file) for file in files]))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(words, SECONDS)
        _, out, err = (file.read_text(encoding="utf-8") for file in files)
        return subprocess.CompletedProcess(["agenda", *words], process.exitcode, out, err)


@cache
def _modules() -> list[str]:
    """What the command imports, sooner or later."""
    packages = [*walk_packages(instances.__path__, "instances."), *walk_packages(constraints.__path__, "constraints.")]
    return ["cli", *(module.name for module in [*packages, *walk_packages(scheduler.__path__, "scheduler.")])]


def _run(words: list[str], folder: str, environment: dict[str, str], files: list[str]) -> None:
    os.chdir(folder)
    os.environ.update(environment)
    for number, (file, mode) in enumerate(zip(files, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        os.dup2(os.open(file, mode), number)
    sys.stdin, sys.stdout, sys.stderr = (open(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))  # noqa: SIM115  # open to the end
    sys.argv = ["agenda", *words]
    import cli

    cli.main()
