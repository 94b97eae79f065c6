"""The documents lead somewhere: relative links resolve, and `make` says what each target is for."""

import re
import subprocess

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def test_every_relative_link_in_the_documents_resolves(project_files):
    broken = [
        f"{path}: {link}"
        for path in project_files(".md")
        for link in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / link).exists()
    ]
    assert not broken, "\n" + "\n".join(broken)


def test_make_alone_lists_every_target_with_a_line(root):
    listed = subprocess.run(["make", "--no-print-directory"], cwd=root, capture_output=True, text=True, check=True)
    described = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", listed.stdout, re.MULTILINE))
    assert set(described) == set(TARGET.findall((root / "Makefile").read_text("utf-8")))


def test_continuous_integration_runs_make_test(root):
    script = root / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").rstrip().endswith("exec make test")
