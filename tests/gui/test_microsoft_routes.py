"""The whole way in the window: by secret and by certificate, over Graph and over XOAUTH2."""

from __future__ import annotations

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.demo.microsoft import MicrosoftPart
from tests.gui.driving import Driver
from tests.servers.microsoft import key_pair


@pytest.mark.parametrize("credential", ["secret", "certificate"])
@pytest.mark.parametrize("route", ["graph", "smtp"])
def test_a_mail_is_accepted(driver: Driver, demo: Demo, route: str, credential: str) -> None:
    part = demo.part("microsoft-oauth2")
    assert isinstance(part, MicrosoftPart)
    document, secret = part.document(route), part.secret(route)
    if credential == "certificate":
        part.cloud.directory.certificates = [key_pair().certificate]
        account = document["authentication"]
        assert isinstance(account, dict)
        account |= {"credential": "certificate", "certificate": key_pair().certificate}
        secret = key_pair().private_key
    demo.service.changes.put(document, secret, Cancel())
    driver.window.email.load()  # type: ignore[attr-defined]

    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")

    assert len(demo.inbox) == 1
    assert part.cloud.requests[-1].path.endswith("sendMail" if route == "graph" else "token")
