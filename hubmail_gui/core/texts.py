"""The words of the interface: one gettext catalogue for the window and the commands.

Texts are marked where they stand and translated when they are shown, never at import: tables hold
``N_("…")`` and call :func:`_` late, so that the language can be switched while the program runs.
"""

from __future__ import annotations

import gettext as _gettext
import os

from hubmail_gui.core import resources

# The language that the texts are written in where they stand.
FALLBACK = "en"

_MO = "locale/{}/LC_MESSAGES/hubmail.mo"

_current: _gettext.NullTranslations = _gettext.NullTranslations()
_language = FALLBACK


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark ``message`` for translation and return it unchanged."""
    return message


# Translators: the name of your own language, as its speakers write it.
_OWN_NAME = N_("English")


def _(message: str) -> str:
    """The translation of ``message`` in the language in use."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The translation for ``number`` things, by the language's own plural rule."""
    return _current.ngettext(singular, plural, number)


def labelled(label: str, value: str) -> str:
    """``label: value``, with the blanks of the language in use."""
    return _("{label}: {value}").format(label=label, value=value)


def language() -> str:
    """The language in use, such as ``fr``."""
    return _language


def languages() -> tuple[str, ...]:
    """The languages of the interface: English, and those that have a catalogue."""
    folders = resources.names("locale", "")
    return tuple(sorted({FALLBACK, *filter(_has_catalogue, folders)}))


def language_name(code: str) -> str:
    """A language's own name, as its catalogue translates the word for English; else its code."""
    if code == FALLBACK:
        return _OWN_NAME
    name = _catalogue(code).gettext(_OWN_NAME)
    return code if name == _OWN_NAME else name


def use(code: str) -> None:
    """Switch the language of every text shown from now on; unknown codes mean English."""
    global _current, _language
    _language = _spoken(code)
    _current = _catalogue(_language)


def _catalogue(code: str) -> _gettext.NullTranslations:
    try:
        # gettext's own search would load the locales of the whole system first.
        with open(resources.path(_MO.format(code)), "rb") as file:
            return _gettext.GNUTranslations(file)
    except OSError:  # the texts are English where they stand
        return _gettext.NullTranslations()


def _has_catalogue(code: str) -> bool:
    return code.isalpha() and os.path.exists(resources.path(_MO.format(code)))


def localized(name: str) -> str:
    """The path of a data file in the language in use, or in English where it is missing.

    Args:
        name: such as ``help/{language}/2-fields.md``.
    """
    own = resources.path(name.format(language=_language))
    return own if os.path.exists(own) else resources.path(name.format(language=FALLBACK))


def system_language() -> str:
    """The system's language if the program speaks it, else English.

    Unix reads the variables of POSIX locale(7) in their order of rank; Windows asks for the
    language of its interface; macOS sets none of the variables for programs started from the Dock.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return _spoken(value)
    return _spoken(_platform_language())


def _spoken(tag: str) -> str:
    code = tag.replace("-", "_").split("_")[0].split(".")[0].lower()
    return code if _has_catalogue(code) else FALLBACK


def _platform_language() -> str:
    from hubmail_gui.core import system

    return system.interface_language()
