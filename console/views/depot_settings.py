"""What the dialog of a depot's settings shows, and what was typed into it becomes. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.views.wording import SYMBOLS, Wording, short_date
from core.catalogue import Catalogue, Disposition, shipped
from core.catalogue_edits import edited, is_own, may_be_refined, suggested_by
from core.depot_settings import (
    DEFAULTS,
    SETTINGS,
    Fault,
    Page,
    Part,
    Setting,
    Unit,
    Value,
    changed,
    clock_words,
    faults,
    remarks,
    value_of,
    value_words,
    with_value,
)
from core.model import (
    CatalogueEdits,
    CollectionPoint,
    DepotSettings,
    DispositionEdit,
    Grade,
    Partner,
    PartnerKind,
    ReasonEdit,
    SettingsChange,
    SlotHours,
    kind_of,
)

PAGE_WORDS = {
    Page.COSTS: tr("What a decision costs"),
    Page.GOODS: tr("What goods bring"),
    Page.LIMITS: tr("Limits"),
    Page.APPROVALS: tr("A second look"),
    Page.REASONS: tr("Failure reasons"),
    Page.DISPOSITIONS: tr("Dispositions"),
    Page.MESSAGES: tr("Messages"),
    Page.CUSTOMERS: tr("Customers’ choices"),
    Page.PARTNERS: tr("Partners"),
    Page.PRIVACY: tr("Personal data"),
}
UNIT_WORDS = {
    Unit.PERCENT: "%",
    Unit.POINTS_A_WEEK: tr("points a week"),
    Unit.SECONDS: tr("seconds"),
    Unit.MINUTES: tr("minutes"),
    Unit.KM: "km",
    Unit.GRAMS: "g",
    Unit.DAYS: tr("days"),
    Unit.CONTAINERS: tr("containers"),
    Unit.A_DAY: tr("a day"),
    Unit.ATTEMPTS: tr("attempts"),
    Unit.STOPS: tr("stops"),
}
LANGUAGE_WORDS = {"en": tr("English"), "es": tr("Spanish")}
KIND_WORDS = {PartnerKind.SUBCONTRACTOR: tr("drives there"), PartnerKind.DROP_OFF: tr("counter")}


class PartnerTyped(Struct, frozen=True):
    """A row of the table of partners; `partner` keeps what is not written there."""

    partner: Partner
    name: str
    kind: PartnerKind
    price: str
    cut_off: str


class EntryTyped(Struct, frozen=True):
    """A row of a catalogue. `number` is a time or a share; None where there is none to write."""

    code: str
    words: str
    number: str | None
    next_step: str | None
    is_offered: bool


Entry = str | bool | tuple[CollectionPoint, ...] | tuple[PartnerTyped, ...] | tuple[EntryTyped, ...]
"""What stands in the field, whether the switch is on, or the rows of a table."""
Typed = Mapping[str, Entry]
"""By key."""


class SettingView(Struct, frozen=True):
    """A setting as a row shows it."""

    setting: Setting
    typed: Entry
    unit: str
    default: str
    default_typed: Entry
    choices: dict[str, str] = {}
    """By value, where one of a few is chosen."""


class Draft(Struct, frozen=True):
    """What would be saved. With faults nothing is."""

    settings: DepotSettings
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    changed: frozenset[str] = frozenset()

    def words_for(self, key: str) -> str:
        """What is wrong with one setting, or else worth knowing."""
        found = [*self.faults, *self.remarks]
        return next((in_words(fault.words) for fault in found if key in fault.keys), "")

    def is_faulty(self, key: str) -> bool:
        """Whether it must be mended before anything is saved."""
        return any(key in fault.keys for fault in self.faults)


class HistoryRow(Struct, frozen=True):
    """One change: when and by whom, and each setting that was changed."""

    title: str
    lines: tuple[str, ...]


def setting_views(
    settings: DepotSettings, wording: Wording
) -> tuple[tuple[Page, tuple[SettingView, ...]], ...]:
    """Page by page."""
    return tuple(
        (page, tuple(_view(setting, settings, wording) for setting in rows))
        for page, rows in groupby(SETTINGS, key=lambda setting: setting.page)
    )


def _view(setting: Setting, settings: DepotSettings, wording: Wording) -> SettingView:
    default = value_of(DEFAULTS, setting.key)
    unit = UNIT_WORDS.get(setting.unit, "")
    if setting.unit is Unit.MONEY:
        unit = SYMBOLS.get(wording.currency, wording.currency).strip()
    return SettingView(
        setting=setting,
        typed=typed(setting, value_of(settings, setting.key), wording),
        unit=unit,
        default=said(setting, default, wording),
        default_typed=typed(setting, default, wording),
        choices=_choices(setting, settings),
    )


def _choices(setting: Setting, settings: DepotSettings) -> dict[str, str]:
    if setting.unit is Unit.LANGUAGE:
        return LANGUAGE_WORDS
    if setting.unit is Unit.DISPOSITION:
        return usual_ways(setting.key, edited(shipped(), settings.catalogue))
    return {}


def said(setting: Setting, value: Value, wording: Wording) -> str:
    """A value with its unit, for reading."""
    if setting.unit is Unit.MONEY and isinstance(value, int):
        return wording.money(value)
    if setting.unit is Unit.LANGUAGE:
        return LANGUAGE_WORDS.get(str(value), str(value))
    return in_words(value_words(setting.unit, value, wording.minor_digits, wording.currency))


def typed(setting: Setting, value: Value, wording: Wording) -> Entry:
    """A value as it stands in its field."""
    if setting.unit is Unit.SWITCH:
        return bool(value)
    if setting.unit is Unit.PLACES:
        return value  # type: ignore[return-value]
    if setting.unit is Unit.PARTNERS and isinstance(value, tuple):
        return tuple(partner_typed(each, wording) for each in value if isinstance(each, Partner))
    if setting.unit in (Unit.REASONS, Unit.DISPOSITIONS) and isinstance(value, tuple):
        return _entries(setting.unit, value)
    if setting.unit is Unit.MONEY and isinstance(value, int):
        return amount_typed(value, wording)
    if setting.unit is Unit.CLOCK and isinstance(value, int):
        return clock_words(value)
    if setting.unit is Unit.SLOTS:
        return value_words(setting.unit, value) if value else ""
    return str(value)


def _entries(unit: Unit, edits: tuple[Part, ...]) -> tuple[EntryTyped, ...]:
    """The whole catalogue with the edits, as rows to write in."""
    reasons = tuple(each for each in edits if isinstance(each, ReasonEdit))
    ways = tuple(each for each in edits if isinstance(each, DispositionEdit))
    now = edited(shipped(), CatalogueEdits(reasons, ways))
    if unit is Unit.REASONS:
        return tuple(
            EntryTyped(code, r.words, str(r.decide_within_min), r.next_step, not r.is_off)
            for code, r in now.failures.items()
        )
    return tuple(
        EntryTyped(code, way.words, _share_typed(code, way), None, not way.is_off)
        for code, way in now.dispositions.items()
    )


def _share_typed(code: str, way: Disposition) -> str | None:
    """Empty where an own disposition brings what the rate of its kind says."""
    if way.rate:
        return "" if is_own(code) else None
    return str(way.share_pct)


def usual_ways(key: str, catalogue: Catalogue) -> dict[str, str]:
    """What a grade may suggest at the depot, by code; the first is what it does as shipped."""
    grade = Grade(key[-1].upper())
    found = {
        "": tr(
            "{words} (as shipped)",
            words=in_words(shipped().dispositions[suggested_by(shipped(), grade)].words),
        )
    }
    depends = {code for code, entry in shipped().dispositions.items() if entry.reasons}
    entries = catalogue.dispositions.items()
    return found | {
        code: in_words(entry.words) for code, entry in entries if kind_of(code) not in depends
    }


def _reason_edits(rows: Sequence[EntryTyped]) -> tuple[ReasonEdit, ...]:
    """Only what differs from the shipped entry, so that what is not edited follows the release."""
    found = []
    for row in rows:
        entry = shipped().failures[kind_of(row.code)]
        minutes = _whole(row.number or "", row.words or entry.words)
        if minutes < 1:
            raise ValueError(
                tr("{words}: decide within a minute or more.", words=row.words or entry.words)
            )
        edit = ReasonEdit(
            row.code,
            "" if row.words == entry.words and not is_own(row.code) else row.words,
            0 if minutes == entry.decide_within_min else minutes,
            "" if row.next_step == entry.next_step else row.next_step or "",
            not row.is_offered,
        )
        if is_own(row.code) or edit != ReasonEdit(row.code):
            found.append(edit)
    return tuple(found)


def kinds(unit: Unit) -> dict[str, str]:
    """Shipped entries of which a depot may have kinds of its own, by code."""
    if unit is Unit.DISPOSITIONS:
        return {code: in_words(entry.words) for code, entry in shipped().dispositions.items()}
    found = shipped().failures.items()
    return {code: in_words(entry.words) for code, entry in found if may_be_refined(entry)}


def with_own(rows: Sequence[EntryTyped], kind: str) -> tuple[tuple[EntryTyped, ...], int]:
    """The rows with an empty one of that kind behind the others of it, and where it stands."""
    alike = [at for at, row in enumerate(rows) if kind_of(row.code) == kind]
    numbers = [int(rows[at].code.partition(".")[2] or 0) for at in alike]
    code = f"{kind}.{max(numbers, default=0) + 1}"
    if kind in shipped().dispositions:
        made = EntryTyped(code, "", _share_typed(code, shipped().dispositions[kind]), None, True)
    else:
        entry = shipped().failures[kind]
        made = EntryTyped(code, "", str(entry.decide_within_min), entry.next_step, True)
    at = alike[-1] + 1 if alike else len(rows)
    return (*rows[:at], made, *rows[at:]), at


def _disposition_edits(rows: Sequence[EntryTyped]) -> tuple[DispositionEdit, ...]:
    found = []
    for row in rows:
        entry = shipped().dispositions[kind_of(row.code)]
        edit = DispositionEdit(
            row.code,
            "" if row.words == entry.words and not is_own(row.code) else row.words,
            _share(row, entry),
            not row.is_offered,
        )
        if is_own(row.code) or edit != DispositionEdit(row.code):
            found.append(edit)
    return tuple(found)


def _share(row: EntryTyped, entry: Disposition) -> int | None:
    """None where what the shipped entry brings counts; empty is that for an own one."""
    if row.number is None or (is_own(row.code) and not row.number):
        return None
    share = _whole(row.number, row.words or entry.words)
    return None if share == entry.share_pct and not entry.rate else share


def _whole(text: str, what: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(tr("{what}: “{words}” is no whole number.", what=what, words=text))
    return int(text)


def partner_typed(partner: Partner, wording: Wording) -> PartnerTyped:
    """A partner as a row to write in."""
    price = amount_typed(partner.price_minor, wording)
    return PartnerTyped(
        partner, partner.name, partner.kind, price, clock_words(partner.cut_off_min)
    )


def amount_typed(minor: int, wording: Wording) -> str:
    """As it stands in a field, without the currency."""
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**wording.minor_digits)
    words = f"{sign}{wording.number(whole)}"
    digits = wording.minor_digits
    return f"{words}{wording.decimal}{part:0{digits}d}" if digits else words


def draft(was: DepotSettings, fields: Typed, wording: Wording) -> Draft:
    """What was typed, checked as the hub will check it; what cannot be read keeps its value."""
    settings, unread = was, []
    for setting in SETTINGS:
        try:
            value = _read(setting, fields[setting.key], wording)
        except ValueError as error:
            unread.append(Fault((setting.key,), str(error)))
        else:
            settings = with_value(settings, setting.key, value)
    keys = {setting.key for setting in changed(was, settings)}
    wrong = [
        fault
        for fault in faults(settings, wording.minor_digits, wording.currency)
        if keys & set(fault.keys)
    ]
    return Draft(settings, (*unread, *wrong), remarks(settings), frozenset(keys))


def _read(setting: Setting, text: Entry, wording: Wording) -> Value:
    """Raises `ValueError` in words."""
    if setting.unit in (Unit.REASONS, Unit.DISPOSITIONS) and isinstance(text, tuple):
        entries = [each for each in text if isinstance(each, EntryTyped)]
        if setting.unit is Unit.REASONS:
            return _reason_edits(entries)
        return _disposition_edits(entries)
    if isinstance(text, tuple):
        rows = [_partner(each, wording) for each in text if isinstance(each, PartnerTyped)]
        return tuple(rows) or text  # type: ignore[return-value]
    if not isinstance(text, str):
        return text
    if setting.unit is Unit.MONEY:
        return amount_of(text, wording)
    if setting.unit is Unit.CLOCK:
        return _clock(text)
    if setting.unit is Unit.SLOTS:
        return _slots(text)
    if setting.unit in (Unit.LANGUAGE, Unit.DISPOSITION):
        return text
    if setting.unit in (Unit.PERSON, Unit.PHONE):
        return text.strip()
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(tr("“{words}” is no whole number.", words=text))
    return int(text)


_WHOLE = re.compile(r"[-−]?[0-9]{1,12}")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def _partner(row: PartnerTyped, wording: Wording) -> Partner:
    try:
        price, cut_off = amount_of(row.price, wording), _clock(row.cut_off)
    except ValueError as error:
        raise ValueError(f"{row.name or tr('A partner')}: {error}") from None
    return replace(
        row.partner,
        name=row.name.strip(),
        kind=row.kind,
        price_minor=price,
        cut_off_min=cut_off,
    )


def amount_of(text: str, wording: Wording) -> int:
    """Minor units of what was typed; raises `ValueError` in words."""
    found = _amount(text.strip(), wording)
    example = wording.number(1234.5, wording.minor_digits)
    if found is None:
        raise ValueError(
            tr("“{words}” is no amount. Write it like {example}.", words=text, example=example)
        )
    sign, whole, part = found[1], re.sub(r"[^0-9]", "", found[2]), found[3] or ""
    if len(part) > wording.minor_digits:
        digits = tr(
            "{minor_digits} digits after the point",
            minor_digits=wording.minor_digits or tr("no", "digits"),
        )
        raise ValueError(
            tr(
                "{currency} has {digits}; “{words}” has {part}.",
                currency=wording.currency,
                digits=digits,
                words=text,
                part=len(part),
            )
        )
    minor = int(whole + part.ljust(wording.minor_digits, "0"))
    return -minor if sign else minor


def _amount(text: str, wording: Wording) -> re.Match[str] | None:
    """Sign, whole and part; also as others write it, point for comma, where that can only mean one
    sum: a part of as many digits as the currency has, or thousands where it has none."""
    own = re.fullmatch(_pattern(wording.group, wording.decimal), text)
    other = re.fullmatch(_pattern(wording.decimal, wording.group), text)
    if other is None or (own is not None and (wording.minor_digits or own[3] is None)):
        return own
    return other if len(other[3] or "") == wording.minor_digits else own


def _pattern(group: str, decimal: str) -> str:
    thousands = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}}){{1,4}}"
    return rf"([-−]?)([0-9]{{1,12}}|{thousands})(?:{re.escape(decimal)}([0-9]+))?"


def _clock(text: str) -> int:
    found = _CLOCK.fullmatch(text.strip())
    if found is None or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 24 * 60:
        raise ValueError(
            tr("“{words}” is no time of day. Write it like 21:00.", words=text.strip())
        )
    return int(found[1]) * 60 + int(found[2])


def _slots(text: str) -> tuple[SlotHours, ...]:
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return tuple(_slot(part) for part in parts)


def _slot(text: str) -> SlotHours:
    ends = re.split(r"\s*[-–—]\s*", text)
    if len(ends) != 2:
        raise ValueError(
            tr("“{words}” is no part of the day. Write it like 09:00–13:00.", words=text)
        )
    return SlotHours(_clock(ends[0]), _clock(ends[1]))


def history_rows(changes: Sequence[SettingsChange], wording: Wording) -> tuple[HistoryRow, ...]:
    """The newest first."""
    return tuple(
        HistoryRow(
            title=f"{_when(change.at, wording)} · {change.by}",
            lines=tuple(_line(setting, change, wording) for setting in _changed(change)),
        )
        for change in reversed(changes)
    )


def _changed(change: SettingsChange) -> tuple[Setting, ...]:
    return changed(change.old, change.new)


def _line(setting: Setting, change: SettingsChange, wording: Wording) -> str:
    old, new = (said(setting, value_of(each, setting.key), wording)
                for each in (change.old, change.new))  # fmt: skip
    return f"{in_words(setting.label)}: {old} → {new}"


def _when(at: datetime, wording: Wording) -> str:
    day = wording.today(at)
    return f"{short_date(day)} {wording.clock(at)}"
