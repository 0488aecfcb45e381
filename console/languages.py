"""Which language the console speaks, and its words by Qt's translation tools.

`resources/words/es.ts` holds a translation of every text (`make words` gathers them); Qt's lrelease
makes of it what a translator loads, once per change, in the user's data folder.
"""

import hashlib
import logging
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from console.tongue import Language, language, speak
from core.private_files import private_folder
from core.settings import SettingsError, load_settings

NAMES = {"en": "English", "es": "Español"}
"""Each called as its speakers do."""
WORDS = Path(__file__).resolve().parents[1] / "resources" / "words"
_USUAL = {"es": QLocale(QLocale.Language.Spanish, QLocale.Country.Chile)}
"""Whose figures are written, where the system speaks another language."""
_log = logging.getLogger(__name__)


def settle(data: Path) -> None:
    """Speak the language of the settings from now on; English where it has no words.

    Called before other modules of the console are imported. `data` keeps the compiled words.
    Settings that cannot be used are complained of by whoever goes by them.
    """
    try:
        setting = load_settings().language
    except SettingsError:
        setting = "system"
    code = chosen(setting, QLocale.system().uiLanguages())
    words = QTranslator()
    if code != "en" and _is_loaded(words, code, data):
        speak(lambda text, other, n: words.translate("", text, other, n) or "", manners_of(code))


def _is_loaded(words: QTranslator, code: str, data: Path) -> bool:
    try:
        return words.load(str(compiled(WORDS / f"{code}.ts", data / "words")))
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("The words of %s cannot be made: %s", NAMES[code], error)
        return False


def chosen(setting: str, system: Sequence[str]) -> str:
    """The setting's language, or the first of the system's that is spoken here."""
    if setting in NAMES:
        return setting
    spoken = (name.partition("-")[0].partition("_")[0].lower() for name in system)
    return next((code for code in spoken if code in NAMES), "en")


def manners_of(code: str) -> Language:
    """As the system writes figures and dates if it speaks the language, else as is usual in it."""
    locale = _locale_of(code)
    short = QLocale.FormatType.ShortFormat
    return Language(
        code=code,
        group=locale.groupSeparator(),
        decimal=locale.decimalPoint(),
        weekdays=tuple(locale.standaloneDayName(day, short).rstrip(".") for day in range(1, 8)),
        months=tuple(locale.standaloneMonthName(at, short).rstrip(".") for at in range(1, 13)),
    )


def _locale_of(code: str) -> QLocale:
    system = QLocale.system()
    return system if QLocale.languageToCode(system.language()) == code else _USUAL[code]


def teach_qt(app: QCoreApplication) -> None:
    """Let Qt's own dialogs and the locale of its fields speak the language too."""
    code = language().code
    if code == "en":
        return
    QLocale.setDefault(_locale_of(code))
    own = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(f"qtbase_{code}", folder):
        app.installTranslator(own)


def compiled(source: Path, folder: Path) -> Path:
    """The words of a .ts file as a translator loads them, made anew when the file has changed.

    Raises `OSError` or `subprocess.SubprocessError` when they cannot be made.
    """
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    made = folder / f"{source.stem}-{digest}.qm"
    if not made.exists():
        private_folder(folder)
        begun = folder / f"{source.stem}-{os.getpid()}.part"
        tool = Path(PySide6.__file__).parent / ("lrelease.exe" if os.name == "nt" else "lrelease")
        order = [str(tool), "-silent", str(source), "-qm", str(begun)]
        subprocess.run(order, check=True, capture_output=True, timeout=60)
        for old in folder.glob(f"{source.stem}-*.qm"):
            old.unlink(missing_ok=True)
        begun.replace(made)
    return made
