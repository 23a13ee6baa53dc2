"""The operating system's store counts, however the system keeps it."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.delivery.trust import hashed_folder
from tests.servers.attempts import code
from tests.servers.taking import GOOD, ROOT, sent_to


def hashed(folder: Path, pem: str) -> None:
    """Put a certificate into ``folder`` as the system's tools do."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("not installed: openssl")
    file = folder / "root.pem"
    file.write_text(pem)
    command = [openssl, "x509", "-hash", "-noout", "-in", str(file)]
    name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    (folder / f"{name}.0").symlink_to(file)


def the_system_has(monkeypatch: pytest.MonkeyPatch, file: Path | None, folder: Path) -> None:
    """Let OpenSSL take these for the system's own."""
    paths = ssl.DefaultVerifyPaths(
        str(file) if file else None,  # type: ignore[arg-type]
        str(folder),
        "SSL_CERT_FILE",
        str(file or folder / "absent.pem"),
        "SSL_CERT_DIR",
        str(folder),
    )
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    monkeypatch.setenv("SSL_CERT_FILE", str(file or folder / "absent.pem"))


def test_an_authority_in_a_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bundle.pem").write_text(ROOT.pem)
    (tmp_path / "certs").mkdir()
    the_system_has(monkeypatch, tmp_path / "bundle.pem", tmp_path / "certs")
    assert hashed_folder() is None
    assert code(sent_to(GOOD.context(), Encryption.STARTTLS, None)) is None


def test_an_authority_in_a_hashed_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed(tmp_path, ROOT.pem)
    the_system_has(monkeypatch, None, tmp_path)
    assert hashed_folder() == os.path.realpath(tmp_path)
    assert code(sent_to(GOOD.context(), Encryption.TLS, None)) is None


def test_the_folder_stands_for_its_own_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed(tmp_path, ROOT.pem)
    (tmp_path / "ca-certificates.crt").write_text(ROOT.pem)
    the_system_has(monkeypatch, tmp_path / "ca-certificates.crt", tmp_path)
    assert hashed_folder() == os.path.realpath(tmp_path)


def test_a_bundle_elsewhere_may_hold_more_than_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "certs").mkdir()
    hashed(tmp_path / "certs", GOOD.pem)
    (tmp_path / "bundle.pem").write_text(ROOT.pem)
    the_system_has(monkeypatch, tmp_path / "bundle.pem", tmp_path / "certs")
    assert hashed_folder() is None
    assert code(sent_to(GOOD.context(), Encryption.STARTTLS, None)) is None


def test_the_settings_own_authority_is_trusted_beside_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed(tmp_path, ROOT.pem)
    the_system_has(monkeypatch, None, tmp_path)
    another = GOOD.pem  # trusted by itself, and no issuer of anything
    assert code(sent_to(GOOD.context(), Encryption.TLS, another)) is None


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_systems_with_a_verifier_of_their_own(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed(tmp_path, ROOT.pem)
    the_system_has(monkeypatch, None, tmp_path)
    monkeypatch.setattr(sys, "platform", system)
    assert hashed_folder() is None


@pytest.mark.parametrize("folder", ["absent", ""])
def test_no_folder(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    the_system_has(monkeypatch, None, Path(folder))
    paths = ssl.get_default_verify_paths()._replace(capath=folder)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert hashed_folder() is None
