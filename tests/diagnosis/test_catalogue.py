"""The catalogue as the program uses it: its codes, filled sentences, and what is loaded when."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui import methods
from hubmail_gui.core import resources, schema, texts
from hubmail_gui.core.settings import SHARED
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.methods.microsoft.settings import MicrosoftSettings
from hubmail_gui.methods.password.settings import PasswordSettings
from tests import untraced

if TYPE_CHECKING:
    from collections.abc import Iterator

# The families and codes that were promised first, and the warnings.
FAMILIES = {
    "settings": "invalid missing corrupt newer locked unwritable not_a_file not_private",
    "keyring": "unavailable locked denied missing insecure",
    "access": "not_administrator",
    "network": "name_not_found name_timeout refused timeout unreachable reset proxy",
    "smtp": "not_smtp silent turned_away ehlo_refused protocol disconnected timeout tls_required"
    " utf8_unsupported 8bit_unsupported blocked relay_denied content_rejected too_large rate_limited greylisted temporary refused",
    "smtp.auth": "not_offered only_after_tls no_common_mechanism rejected required disabled"
    " retired app_password locked account address_not_allowed temporary",
    "smtp.sender": "rejected not_allowed domain_policy",
    "smtp.recipient": "rejected full",
    "tls": "not_tls starttls_missing starttls_refused injection protocol_too_old key_exchange_weak"
    " client_certificate_required own_ca_expired handshake",
    "tls.certificate": "expired not_yet_valid hostname self_signed untrusted incomplete_chain"
    " purpose weak pin_changed",
    "oauth": "unreachable tenant_not_found wrong_cloud application_not_found"
    " application_disabled secret_wrong secret_is_id secret_expired certificate_rejected"
    " consent_missing scope conditional_access clock_skew public_client tenant_restricted"
    " tenant_blocked resource_missing throttled temporary refused not_an_authority"
    " managed_identity_unavailable managed_identity_denied",
    "google": "key_invalid delegation_missing user_not_found account_disabled api_disabled scope"
    " clock_skew throttled temporary refused unreachable",
    "graph": "unreachable token_rejected permission_missing mailbox_out_of_scope send_as_denied"
    " mailbox_not_found mailbox_not_online recipient_invalid too_large throttled mailbox_full"
    " sender_blocked quota_exceeded temporary refused not_graph large_mail_permission",
    "message": "not_ours",
    "dns": "unavailable",
    "detect": "nothing_found",
    "scope": "open",
}
FAULTS = {f"{family}.{name}" for family, names in FAMILIES.items() for name in names.split()} | {
    "cancelled",
    "internal",
    "dns.unavailable",
    "detect.nothing_found",
    "scope.open",
    "bundle.secret_found",
    "relay.address_in_use",
    "handover.not_root",
    "handover.account_unknown",
    "handover.unit_unknown",
    "handover.other_account",
    "handover.other_folder",
    "handover.same_folder",
    "handover.no_answer",
    "handover.none",
    "handover.virtual_account",
    "message.not_ours",
}
WARNINGS = {
    "dns.spf.missing",
    "dns.spf.several",
    "dns.spf.too_many_lookups",
    "dns.spf.invalid",
    "dns.spf.permissive",
    "dns.spf.route_not_covered",
    "dns.dmarc.missing",
    "dns.dmarc.invalid",
    "dns.null_mx",
    "settings.put_aside",
    "handover.stale",
    "handover.file",
    "smtp.sender.internal",
    "tls.none",
    "tls.certificate.expires_soon",
    "smtp.recipient.partial",
    "oauth.role_missing",
    "secret.expires_soon",
    "secret.expired",
    "secret.certificate_expires_soon",
    "secret.certificate_expired",
    "exchange.basic_auth_ending",
    "arrival.spf_failed",
    "arrival.spf_none",
    "arrival.dkim_failed",
    "arrival.dmarc_failed",
    "arrival.dmarc_unaligned",
    "arrival.spam",
    "arrival.not_encrypted",
    "arrival.delayed",
    "arrival.clock",
}

MICROSOFT = {"type": "microsoft-oauth2"}


# --- The list of codes


def test_every_code_of_the_contract_is_there() -> None:
    listed = {one.code: one.warning for one in catalogue.entries()}
    assert {code for code, warning in listed.items() if not warning} == FAULTS
    assert {code for code, warning in listed.items() if warning} == WARNINGS


def test_a_released_code_stays() -> None:
    lines = Path(__file__).with_name("released_codes.txt").read_text("utf-8").splitlines()
    released = [line for line in lines if line and not line.startswith("#")]
    assert set(released) <= {one.code for one in catalogue.entries()}
    assert len(released) > 100


def test_faults_come_before_warnings_and_families_stay_together() -> None:
    entries = catalogue.entries()
    assert sorted(entries, key=lambda one: one.warning) == list(entries)


def test_fields_are_keys_of_the_settings() -> None:
    groups = [methods.method(name).settings for name in methods.types()]
    own = {key for group in groups for key in schema.settings_of(group)}
    known = {*SHARED, *own, *methods.secrets(), "type", "recipient", None, ""}
    used = {one.of(kind).field for one in catalogue.entries() for kind in ("", *one.types)}
    assert used <= known


def test_who_acts_has_a_heading_in_every_language() -> None:
    actors = catalogue.actors()
    for one in catalogue.entries():
        assert {one.of(kind).actor for kind in ("", *one.types)} <= set(actors)
    for language in catalogue.languages():
        headings = [catalogue.who(actor, language) for actor in actors]
        assert len(set(headings)) == len(actors)


def test_an_entry_has_known_keys_only() -> None:
    with Path(resources.path("faults/faults.toml")).open("rb") as file:
        codes = tomllib.load(file)["codes"]
    for code, table in codes.items():
        assert set(table) <= {"actor", "temporary", "field", "kind", "heals", "for"}, code
        for other in table.get("for", {}).values():
            assert set(other) <= {"actor", "field"}, code


def test_what_is_different_is_so_with_types_that_there_are() -> None:
    assert {kind for one in catalogue.entries() for kind in one.types} <= set(methods.types())


def test_with_microsoft_no_field_of_the_password_page_is_named() -> None:
    own = set(schema.settings_of(PasswordSettings)) - set(schema.settings_of(MicrosoftSettings))
    # Microsoft's routes are never without encryption, so this warning is of the other page.
    named = {
        one.code: one.of("microsoft-oauth2").field
        for one in catalogue.entries()
        if one.code != "tls.none"
    }
    assert {code: field for code, field in named.items() if field in own | {"password"}} == {}


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalogue.words("smtp.no_such_thing", "en")
    with pytest.raises(KeyError):
        catalogue.entry("given")


# --- Filling in


def test_values_are_put_in() -> None:
    words = catalogue.words(
        "network.refused", "en", {"host": "smtp.example.com", "port": "587", "unused": "x"}
    )
    assert words.title == "smtp.example.com refuses connections on port 587"


def test_one_missing_value_does_not_take_the_others_away() -> None:
    words = catalogue.words("network.refused", "fr", {"host": "smtp.example.com"})
    assert words.title == "smtp.example.com refuse les connexions sur le port des réglages"
    words = catalogue.words("network.refused", "fr", {"port": "25", "host": ""})
    assert words.title == "Ce serveur refuse les connexions sur le port 25"


def test_a_value_is_never_taken_for_a_placeholder() -> None:
    words = catalogue.words("network.refused", "en", {"host": "{port}", "port": "{host}"})
    assert words.title == "{port} refuses connections on port {host}"


def test_control_and_invisible_characters_of_a_server_stay_out() -> None:
    nasty = "a\r\nb\x1b[31m\u202ec\u200bd\u2028e"
    words = catalogue.words("tls.certificate.hostname", "en", {"presented": nasty})
    assert "It names a b [31m c d e." in words.cause


def test_a_long_value_is_cut() -> None:
    words = catalogue.words("tls.certificate.hostname", "en", {"presented": "x" * 5000})
    assert len(words.cause) < 500
    assert "x…" in words.cause


@given(st.text(), st.text())
def test_any_value_gives_one_line(host: str, names: str) -> None:
    words = catalogue.words("tls.certificate.hostname", "fr", {"host": host, "presented": names})
    for text in (words.title, words.cause, *words.remedy):
        assert len(text.splitlines()) == 1


@pytest.fixture
def english() -> Iterator[None]:
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2026-11-20", "It ended on 20 November 2026.", id="date"),
        pytest.param("2026-11-20T12:00:00+00:00", "It ended on 20 November 2026.", id="time"),
        pytest.param("20 novembre", "It ended on 20 novembre.", id="already in words"),
        pytest.param("", "It ended at an earlier date.", id="unknown"),
    ],
)
def test_dates_are_shown_in_long_form(value: str, expected: str) -> None:
    words = catalogue.words("tls.certificate.expired", "en", {"not_after": value})
    assert words.cause.startswith(expected)


# --- Microsoft OAuth 2.0


def test_the_same_reply_asks_something_else_with_microsoft() -> None:
    password = catalogue.words("smtp.auth.rejected", "en")
    microsoft = catalogue.words("smtp.auth.rejected", "en", MICROSOFT)
    assert (password.actor, password.field) == ("you", "password")
    assert (microsoft.actor, microsoft.field) == ("exchange-admin", "sender")
    assert "password" not in microsoft.title
    assert any("New-ServicePrincipal" in step for step in microsoft.remedy)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_with_microsoft_nobody_is_sent_to_a_field_of_the_other_page(language: str) -> None:
    labels = {"en": ("SMTP host.", "the port number"), "fr": ("l'hôte SMTP.", "le numéro de port")}
    for one in catalogue.entries():
        if one.code.startswith("network.") and one.of("microsoft-oauth2").field == "cloud":
            words = catalogue.words(one.code, language, MICROSOFT)
            for label in labels[language]:
                assert not [step for step in words.remedy if label in step], words.code


# --- Loading


def test_an_unknown_language_means_english() -> None:
    assert catalogue.words("cancelled", "xx") == catalogue.words("cancelled", "en")
    assert catalogue.words("cancelled", "../faults") == catalogue.words("cancelled", "en")
    assert catalogue.words("cancelled", "faults") == catalogue.words("cancelled", "en")


PROBE = """
from hubmail_gui.diagnosis import catalogue
print(catalogue.languages())
print(catalogue.words("network.refused", "de").title)
print(catalogue.words("network.timeout", "de").title)
"""


def test_a_new_language_is_a_new_file_and_may_be_incomplete(tmp_path: Path) -> None:
    package = Path(catalogue.__file__).parents[1]
    for name in ("core", "diagnosis"):
        shutil.copytree(package / name, tmp_path / "hubmail_gui" / name)
    shutil.copy(package / "__init__.py", tmp_path / "hubmail_gui")
    shutil.copytree(resources.path("faults"), tmp_path / "resources" / "faults")
    german = '[given]\n[missing]\nhost = "der Server"\nport = "dem Port"\n["network.refused"]\n'
    german += 'title = "{host} lehnt ab"\ncause = "x"\nremedy = ["y"]\n'
    (tmp_path / "resources" / "faults" / "de.toml").write_text(german, "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    languages, own, fallback = run.stdout.splitlines()
    assert "'de'" in languages
    assert own == "Der Server lehnt ab"
    assert fallback == "The server does not answer on the port in the settings"


def test_nothing_is_loaded_before_a_fault_is_shown() -> None:
    probe = "import sys; from hubmail_gui.diagnosis import catalogue; assert 'tomllib' not in sys.modules"
    root = Path(resources.ROOT).parent
    subprocess.run([sys.executable, "-c", probe], cwd=root, env=untraced.environment(), check=True)
