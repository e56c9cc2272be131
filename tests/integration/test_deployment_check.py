"""The configuration check as ``make check`` runs it: exit code and wording."""

import shutil
import subprocess
import sys

from vroegeropaf.settings import INCLUDE

TESTS = INCLUDE.parent / "tests"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments."""
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)


def test_the_repository_passes_its_own_check():
    """Compose file, image, .env.example, lock and code agree, and the check says so."""
    outcome = run(str(TESTS / "check_configuration.py"))
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert all(line.endswith(": OK") for line in outcome.stdout.splitlines())


def test_a_key_that_compose_does_not_know_is_named(tmp_path):
    """A misspelt key is refused by the Compose specification itself."""
    shutil.copy(TESTS / "check_compose.py", tmp_path)
    text = (INCLUDE.parent / "docker-compose.yml").read_text(encoding="utf-8")
    planted = tmp_path / "docker-compose.yml"
    planted.write_text(text.replace("stop_grace_period:", "stop_grace_perod:", 1), encoding="utf-8")
    (tmp_path / "ask.py").write_text(
        "import sys, pathlib, check_compose as c\nprint(c.complaints_about(pathlib.Path(sys.argv[1])))\n",
        encoding="utf-8",
    )
    outcome = run(str(tmp_path / "ask.py"), str(planted))
    assert "stop_grace_perod" in outcome.stdout
