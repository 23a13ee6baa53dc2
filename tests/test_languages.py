"""A language is added by files alone; what it lacks is English, and is said."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import mofile
from babel.messages.catalog import Catalog

from hubmail_gui.core import resources

RUN = """
import sys
from hubmail_gui.core import resources
resources.ROOT = sys.argv.pop(1)
from hubmail_gui.__main__ import main
sys.exit(main())
"""
CHECK = """
import sys
sys.path.insert(0, "packaging")
from hubmail_gui.core import resources
resources.ROOT = sys.argv.pop(1)
from distribution import languages
sys.exit(languages.main())
"""
FAULT = """
["settings.missing"]
title = "Es sind keine Einstellungen gespeichert"
cause = "Hier ist noch nichts."
remedy = ["Richten Sie etwas ein."]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The program's resources, with the beginning of a German translation."""
    copy = tmp_path / "resources"
    shutil.copytree(resources.ROOT, copy)
    german = Catalog(locale="de")
    german.add("English", "Deutsch")
    german.add("stored in the keyring", "im Schlüsselbund gespeichert")
    german.add("Subject", "Betreff")
    written = BytesIO()
    mofile.write_mo(written, german)
    folder = copy / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "hubmail.mo").write_bytes(written.getvalue())
    (copy / "faults" / "de.toml").write_text(FAULT, "utf-8")
    return copy


def run(script: str, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_its_name_is_a_choice_of_the_command_line(root: Path) -> None:
    assert "{de,en,fr}" in run(RUN, root, "show", "--help").stdout
    assert run(RUN, root, "show", "--lang", "da").returncode == 64


def test_its_words_are_used_and_english_ones_where_it_has_none(root: Path, tmp_path: Path) -> None:
    folder = ("--config-dir", str(tmp_path / "none"), "--lang", "de")
    assert "Es sind keine Einstellungen gespeichert" in run(RUN, root, "show", *folder).stderr
    assert "To be done by you:" in run(RUN, root, "show", *folder).stderr
    half = tmp_path / "half.json"
    half.write_text('{"sender": "a@example.com", "authentication": {"type": "password"}}', "utf-8")
    letter = run(RUN, root, "letter", str(half), *folder).stdout
    assert letter.startswith("Betreff: An account for Hub")


def test_the_system_may_choose_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
    monkeypatch.setenv("HUBMAIL_CONFIG_DIR", str(root / "none"))
    assert "Es sind keine Einstellungen" in run(RUN, root, "show").stderr


def test_it_names_itself(root: Path) -> None:
    script = (
        "import sys\nfrom hubmail_gui.core import resources\nresources.ROOT = sys.argv[1]\n"
        "from hubmail_gui.core import texts\n"
        "print([texts.language_name(one) for one in texts.languages()])"
    )
    assert run(script, root).stdout.strip() == "['Deutsch', 'English', 'Français']"


def test_help_pages_that_it_lacks_are_english(root: Path) -> None:
    own = root / "help" / "de"
    own.mkdir()
    (own / "2-fields.md").write_text("# Felder\n", "utf-8")
    script = (
        "import sys\nfrom hubmail_gui.core import resources\nresources.ROOT = sys.argv[1]\n"
        "from hubmail_gui.window.help_window import pages\n"
        "print([title for title, _path in pages('de')])"
    )
    titles = run(script, root).stdout
    assert "'Felder'" in titles
    assert "'Servers without a screen'" in titles


def test_what_is_missing_is_said(root: Path) -> None:
    done = run(CHECK, root)
    assert done.returncode == 1
    assert "de, Deutsch" in done.stdout
    assert "faults/de.toml: no network.refused, title" in done.stdout
    assert "no help/de/2-fields.md" in done.stdout
    assert "no requests/password.de.txt" in done.stdout
    assert "no packaging/manual/de.toml" in done.stdout


def test_nothing_of_ours_is_missing() -> None:
    done = run(CHECK, Path(resources.ROOT))
    assert (done.returncode, done.stdout) == (0, "fr, Français: 0 texts are English\n")
