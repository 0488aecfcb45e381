"""How times, durations, distances and money are said: in the depot's zone, by the locale. Pure."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from console.tongue import language, tr
from core.model import Calendar, Depot, ServiceDay

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CLP": "$", "JPY": "¥", "CHF": "CHF "}


class Wording(Struct, frozen=True):
    """The depot's zone and currency, and the reader's separators."""

    zone: str = "UTC"
    currency: str = "EUR"
    minor_digits: int = 2
    group: str = field(default_factory=lambda: language().group)
    decimal: str = field(default_factory=lambda: language().decimal)

    def clock(self, at: datetime) -> str:
        """`14:05`, local to the depot."""
        local = at.astimezone(ZoneInfo(self.zone))
        return f"{local.hour:02d}:{local.minute:02d}"

    def clock_on(self, at: datetime, day: ServiceDay) -> str:
        """`14:05`, or `00:40 +1` when it is not on the service day."""
        local = at.astimezone(ZoneInfo(self.zone))
        apart = (local.date() - date.fromisoformat(day)).days
        words = f"{local.hour:02d}:{local.minute:02d}"
        return f"{words} {apart:+d}" if apart else words

    def clock_and_day(self, at: datetime, today: ServiceDay) -> str:
        """`14:05`, or `29 Nov 14:05` of another day; where people read back over days."""
        day = self.today(at)
        return self.clock(at) if day == today else f"{short_date(day)} {self.clock(at)}"

    def window(self, opens: datetime, closes: datetime) -> str:
        return f"{self.clock(opens)}–{self.clock(closes)}"

    def day(self, day: ServiceDay) -> str:
        """`Mon 23 Nov`."""
        return day_words(day)

    def near_day(self, day: ServiceDay, now: datetime) -> str:
        """`today` or `tomorrow`, other days by their date; for lines with little room."""
        apart = (date.fromisoformat(day) - date.fromisoformat(self.today(now))).days
        return {0: tr("today"), 1: tr("tomorrow")}.get(apart) or self.day(day)

    def today(self, now: datetime) -> ServiceDay:
        """The depot's local date."""
        return ServiceDay(now.astimezone(ZoneInfo(self.zone)).date().isoformat())

    def day_label(self, day: ServiceDay, now: datetime) -> str:
        """`Today, Mon 23 Nov`; other days by their date, the next one as tomorrow."""
        apart = (date.fromisoformat(day) - date.fromisoformat(self.today(now))).days
        near = {-1: tr("Yesterday, "), 0: tr("Today, "), 1: tr("Tomorrow, ")}.get(apart, "")
        return near + self.day(day)

    def money(self, minor: int) -> str:
        """`$54,990`; a currency without a common symbol is named by its code."""
        sign = "−" if minor < 0 else ""
        whole, part = divmod(abs(minor), 10**self.minor_digits)
        words = f"{whole:,}".replace(",", self.group)
        if self.minor_digits:
            words += f"{self.decimal}{part:0{self.minor_digits}d}"
        return f"{sign}{self._symbol()}{words}"

    def whole_money(self, minor: int) -> str:
        """In whole units of the currency, halves up, for narrow columns."""
        unit = 10**self.minor_digits
        whole = (abs(minor) * 2 + unit) // (unit * 2)
        words = f"{whole:,}".replace(",", self.group)
        return f"{'−' if minor < 0 else ''}{self._symbol()}{words}"

    def narrow_money(self, minor: int) -> str:
        """Whole units below a million, `$1.4M` from there on: never too long for its column."""
        is_long = abs(minor) >= 1_000_000 * 10**self.minor_digits
        return self.rough_money(minor) if is_long else self.whole_money(minor)

    def rough_money(self, minor: int) -> str:
        """`$922k`, `$1.4M`: for figures seen at a glance; exact below a thousand."""
        units = minor / 10**self.minor_digits
        for scale, letter in ((1_000_000, "M"), (1_000, "k")):
            if abs(units) >= scale:
                digits = 1 if abs(units) < 10 * scale else 0
                sign = "−" if units < 0 else ""
                return f"{sign}{self._symbol()}{self.number(abs(units) / scale, digits)}{letter}"
        return self.money(minor)

    def _symbol(self) -> str:
        return SYMBOLS.get(self.currency, self.currency + " ")

    def distance(self, metres: int) -> str:
        """`850 m`, `2.1 km`, `31 km`."""
        if abs(metres) < 1000:
            return f"{metres} m"
        digits = 1 if abs(metres) < 20_000 else 0
        return f"{metres / 1000:.{digits}f} km".replace(".", self.decimal)

    def number(self, value: float, digits: int = 0) -> str:
        words = f"{value:,.{digits}f}"
        return words.translate({ord(","): self.group, ord("."): self.decimal})


def wording_of(depot: Depot | None) -> Wording | None:
    """As the depot says times and sums; None while it is not known, when nobody can."""
    return Wording(depot.zone, depot.currency, depot.minor_digits) if depot is not None else None


def day_words(day: str) -> str:
    """`Mon 23 Nov` of `2026-11-23`; what is no date stands as it came."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{language().weekdays[at.weekday()]} {short_date(day)}"


def short_date(day: str) -> str:
    """`23 Nov` of `2026-11-23`."""
    at = date.fromisoformat(day)
    return f"{at.day} {language().months[at.month - 1]}"


def date_words(at: date) -> str:
    """`23 Nov 2026`, for a day that may be of another year."""
    return f"{at.day} {language().months[at.month - 1]} {at.year}"


def duration(seconds: float) -> str:
    """`40 s`, `18 min`, `1 h 05`, `3 days`; never negative."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes:02d}"
    return tr("{hours} days", hours=hours // 24)


def extra(seconds: int) -> str:
    """`+6 min`, `−2 min`, `+0 min`: a detour, rounded to whole minutes, halves up."""
    minutes = (abs(seconds) + 30) // 60
    return f"{'−' if seconds < 0 and minutes else '+'}{minutes} min"


def ago(seconds: float) -> str:
    """`just now`, `18 min ago`."""
    return tr("just now") if seconds < 45 else tr("{duration} ago", duration=duration(seconds))


def whole(number: int) -> str:
    """`12,990`."""
    return f"{number:,}".replace(",", language().group)


def count(number: int, one: str, many: str = "") -> str:
    """`1 stop`, `3 stops`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def weekdays_said(weekdays: Collection[int]) -> str:
    """`Mon, Thu`; 0 is Monday."""
    return ", ".join(language().weekdays[day] for day in sorted(weekdays))


def calendar_words(calendar: Calendar) -> str:
    """`every Mon, Thu`; `every 2 weeks on Tue, until 31 Dec 2026`."""
    is_daily = len(set(calendar.weekdays)) == len(language().weekdays)
    days = weekdays_said(calendar.weekdays)
    if calendar.every_weeks > 1:
        days = tr("all days") if is_daily else days
        words = tr("every {n} weeks on {days}", n=calendar.every_weeks, days=days)
    else:
        words = tr("every day") if is_daily else tr("every {days}", days=days)
    if calendar.ends is None:
        return words
    return tr("{words}, until {day}", words=words, day=date_words(calendar.ends))


def begun(words: str) -> str:
    """Begins a line; names inside keep their capitals."""
    return words[:1].upper() + words[1:]


def fingerprint_lines(fingerprint: str) -> str:
    """To be compared line by line."""
    pairs = fingerprint.split(":")
    return "\n".join(" ".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8))
