"""What is told of a session that stands."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step
from tests.servers.certificates import Wish, issue
from tests.servers.taking import ROOT, sent_to


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("pinned", [False, True], ids=["verified", "pinned"])
def test_end_of_the_certificate(month: int, pinned: bool) -> None:
    # Python reads only certificates that OpenSSL has verified; a pinned one is read otherwise.
    end = datetime(datetime.now(UTC).year + 2, month, 9, tzinfo=UTC)
    certificate = issue(ROOT, Wish(ends=end - datetime.now(UTC) + timedelta(seconds=30)))
    pin = certificate.fingerprint if pinned else None
    done = sent_to(certificate.context(), Encryption.TLS, ROOT.pem, pin)
    assert done.fault is None
    (detail,) = (one.detail for one in done.steps if one.step is Step.ENCRYPT)
    assert detail.startswith(f"{ssl.TLSVersion.TLSv1_3.name.replace('v', ' ').replace('_', '.')}, ")
    assert detail.endswith(f"9 {end:%B} {end.year}")
