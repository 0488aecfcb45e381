"""The customer's page as HTML: plain forms that work without scripts. No I/O.

Every text is escaped where it is put in; nothing here decides what may be chosen.
"""

from html import escape

from msgspec import Struct

from core.customer_view import CustomerItem, CustomerView, GivenAnswer, Story
from core.customer_words import ChoiceWords, CustomerWords
from core.model import CustomerChoice, Instant, OrderKind
from core.rules.answers import Slot, WhyNot
from core.rules.receipts import ReceiptLine

TONES = {
    Story.ON_THE_WAY: "now",
    Story.AT_THE_DOOR: "now",
    Story.FAILED: "bad",
    Story.MISSING: "bad",
    Story.REFUND_FAILED: "bad",
    Story.DONE: "good",
    Story.AT_POINT: "good",
    Story.AT_COUNTER: "good",
    Story.REFUNDED: "good",
}
"""Colour and sign of the story; the words say the same."""

LONGEST_NOTE = 300
_ASKING = (Story.WAITING, Story.FAILED, Story.MISSING, Story.REFUND_FAILED)
"""Stories that cannot go on well without an answer."""


class Setting(Struct, frozen=True):
    """What surrounds the order: the languages, the link and the moment."""

    language: str
    languages: dict[str, CustomerWords]
    now: Instant
    link: str = ""
    """Path of the link, for the photos behind it."""
    until: Instant | None = None
    """When the link ends, in real time."""
    notice: str = ""
    """What became of the answer just given."""
    is_refusal: bool = False

    @property
    def words(self) -> CustomerWords:
        """Those of the chosen language."""
        return self.languages[self.language]


def order_page(view: CustomerView, setting: Setting) -> str:
    """The whole page about one order."""
    words = setting.words
    parts = [
        _header(view, words),
        _notice(setting),
        _status(view, setting),
        _given(view, setting) if _is_of_use(view) else "",
        _choices(view, setting),
        _receipt(view, setting) if view.receipt is not None else _items(view, words),
        _footer(view, setting),
    ]
    title = words.order.format(order=view.order_id)
    return _document(title, setting, "".join(parts))


def sentence_page(title: str, words: str, setting: Setting) -> str:
    """A page that says one thing: that a link opens nothing, or that there is no answer now."""
    body = f'<section class="card bad"><h1>{escape(title)}</h1><p>{escape(words)}</p></section>'
    return _document(title, setting, body + _languages(setting))


def _document(title: str, setting: Setting, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{escape(setting.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="/c/icon.svg"><link rel="stylesheet" href="/c/customer.css">'
        '<script src="/c/customer.js" defer></script></head>'
        f"<body><main>{body}</main></body></html>\n"
    )


def _header(view: CustomerView, words: CustomerWords) -> str:
    shop = f'<span class="shop">{escape(view.shop or view.depot)}</span>'
    order = escape(words.order.format(order=view.order_id))
    return f'<header>{shop}<span class="order">{order}</span></header>'


def _notice(setting: Setting) -> str:
    if not setting.notice:
        return ""
    tone = "bad" if setting.is_refusal else "good"
    return f'<p class="notice {tone}" role="status">{escape(setting.notice)}</p>'


def _status(view: CustomerView, setting: Setting) -> str:
    words = setting.words
    is_delivery = view.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE)
    stories = words.delivery if is_delivery else words.collection
    probably = words.window(view.expected, view.zone) if view.expected is not None else ""
    told = [_when(view, setting), words.expected.format(window=probably) if probably else ""]
    told += _fetching(view, setting)
    told.append(words.reason(view.reason) if view.reason else "")
    if view.refund is not None and view.receipt is None:
        told.append(words.money(view.refund))
    told.append(words.more[view.story].format(order=view.replaced_by))
    lines = "".join(f"<p>{escape(line)}</p>" for line in told if line)
    if view.at is not None:
        when = words.moment(view.at, setting.now, view.zone)
        lines += f'<p class="small">{escape(_upper_first(when))}</p>'
    title = escape(stories[view.story].format(place=view.place))
    tone = TONES.get(view.story, "plain")
    return f'<section class="card status {tone}"><h1>{title}</h1>{lines}</section>'


def _fetching(view: CustomerView, setting: Setting) -> tuple[str, ...]:
    """Where, from when and until when it can be fetched."""
    if view.story not in (Story.AT_POINT, Story.AT_COUNTER):
        return ()
    words, told = setting.words, [view.place_details]
    for at, sentence in ((view.ready_from, words.ready_from), (view.kept_until, words.kept_until)):
        if at is not None:
            told.append(sentence.format(when=words.moment(at, setting.now, view.zone)))
    return tuple(told)


def _when(view: CustomerView, setting: Setting) -> str:
    """The day and the window that were told; at the door they are of no interest any more."""
    if not view.day or view.story is Story.AT_THE_DOOR:
        return ""
    words = setting.words
    day = words.day_from(view.day, setting.now, view.zone)
    day = _upper_first(day)
    return f"{day}, {words.window(view.window, view.zone)}" if view.window is not None else day


def _is_of_use(view: CustomerView) -> bool:
    """What was wished is history once it is over; who has the goods is not."""
    answer = view.answer
    return answer is not None and (
        view.why_not is None
        or (view.why_not is WhyNot.DONE and answer.choice is CustomerChoice.NEIGHBOUR)
    )


def _given(view: CustomerView, setting: Setting) -> str:
    assert view.answer is not None
    words = setting.words
    received = words.moment(view.answer.at, setting.now, view.zone)
    then = words.chosen_at if view.choices else words.chosen_last
    return (
        f'<section class="card given"><h2>{escape(words.chosen)}</h2>'
        f"<p><strong>{escape(_answer_words(view.answer, view, words))}</strong></p>"
        f'<p class="small">{escape(then.format(when=received))}</p></section>'
    )


def _answer_words(answer: GivenAnswer, view: CustomerView, words: CustomerWords) -> str:
    window = words.window(answer.window, view.zone) if answer.window is not None else ""
    day = words.day(answer.day) if answer.day is not None else ""
    told = words.choice(answer.choice, view.kind).answer
    return told.format(day=day, window=window, place=answer.point, note=answer.note).strip()


def _choices(view: CustomerView, setting: Setting) -> str:
    words = setting.words
    if not view.choices:
        if view.why_not is not None or view.answer is not None:
            return ""
        return f'<p class="small centred">{escape(words.nothing_to_choose)}</p>'
    title = words.choose if view.story in _ASKING else words.choose_change
    title = words.choose_other if view.answer is not None else title
    forms = "".join(_form(choice, view, setting) for choice in view.choices)
    return f"<section><h2>{escape(title)}</h2>{forms}</section>"


def _form(choice: CustomerChoice, view: CustomerView, setting: Setting) -> str:
    """One answer, closed until it is chosen, so that nothing is sent by a slip of the thumb."""
    words = setting.words.choice(choice, view.kind)
    hidden = f'<input type="hidden" name="choice" value="{escape(choice)}">'
    hidden += f'<input type="hidden" name="seen" value="{escape(view.stamp)}">'
    return (
        f'<details name="choice" class="card choice"><summary>{escape(words.label)}</summary>'
        f'<form method="post" action="?lang={escape(setting.language)}" autocomplete="off">'
        f"{hidden}<p>{escape(words.hint)}</p>{_fields(choice, view, setting.words)}"
        f"{_button(words)}</form></details>"
    )


def _button(words: ChoiceWords) -> str:
    return f'<button type="submit">{escape(words.send)}</button>'


def _fields(choice: CustomerChoice, view: CustomerView, words: CustomerWords) -> str:
    if choice is CustomerChoice.NEW_DAY:
        options = [(slot_value(slot), _slot_words(slot, view, words)) for slot in view.slots]
        return _radios("slot", words.fields.slot, options)
    if choice is CustomerChoice.COLLECTION_POINT:
        points = [
            (
                str(p.place.id),
                ", ".join(part for part in (p.name, p.place.address, p.hours) if part),
            )
            for p in view.points
        ]
        return _radios("point", words.fields.point, points)
    if choice is CustomerChoice.NEIGHBOUR:
        return (
            f"<label>{escape(words.fields.neighbour)}"
            f'<input name="note" required maxlength="{LONGEST_NOTE}"></label>'
        )
    return ""


def slot_value(slot: Slot) -> str:
    """How a form names a slot."""
    return f"{slot.day}/{slot.window.opens:%H%M}"


def _slot_words(slot: Slot, view: CustomerView, words: CustomerWords) -> str:
    return _upper_first(f"{words.day(slot.day)}, {words.window(slot.window, view.zone)}")


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _radios(name: str, legend: str, options: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<label class="option"><input type="radio" name="{name}" value="{escape(value)}" required>'
        f"<span>{escape(told)}</span></label>"
        for value, told in options
    )
    return f'<fieldset><legend class="unseen">{escape(legend)}</legend>{rows}</fieldset>'


def _items(view: CustomerView, words: CustomerWords) -> str:
    parts = []
    for is_collected, title in ((False, words.items_delivered), (True, words.items_collected)):
        items = [item for item in view.items if item.is_collected is is_collected]
        if items:
            rows = "".join(_item(item) for item in items)
            parts.append(f'<h2>{escape(title)}</h2><ul class="items">{rows}</ul>')
    return f'<section class="card">{"".join(parts)}</section>' if parts else ""


def _item(item: CustomerItem) -> str:
    return f"<li><span>{item.quantity} ×</span> {escape(item.name)}</li>"


def _receipt(view: CustomerView, setting: Setting) -> str:
    """What was taken and what was left, how it looked, and what happens with the money."""
    assert view.receipt is not None
    words, receipt = setting.words, view.receipt
    taken = "".join(_line(line, "") for line in receipt.lines if line.is_taken)
    left = "".join(_line(line, _why(line, words)) for line in receipt.lines if not line.is_taken)
    parts = [f"<h2>{escape(words.receipt.title)}</h2>"]
    for title, rows in ((words.receipt.taken, taken), (words.receipt.left, left)):
        if rows:
            parts.append(f'<p class="small">{escape(title)}</p><ul class="items">{rows}</ul>')
    amount = words.money(view.refund) if view.refund is not None else ""
    told = [words.next[receipt.next].format(amount=amount)]
    if any(line.is_taken and not line.is_checked for line in receipt.lines):
        told.insert(0, words.receipt.unchecked)
    if view.fee is not None:
        told.append(words.receipt.fee.format(amount=words.money(view.fee)))
    parts += [f"<p>{escape(line)}</p>" for line in told if line]
    parts.append(_photos(view, setting))
    return f'<section class="card">{"".join(parts)}</section>'


def _line(line: ReceiptLine, why: str) -> str:
    told = f"<li><span>{line.quantity} ×</span> {escape(line.description)}"
    return f"{told} ({escape(why)})</li>" if why else f"{told}</li>"


def _why(line: ReceiptLine, words: CustomerWords) -> str:
    failed = ", ".join(words.checks[check] for check in line.failed)
    return failed or words.receipt.not_taken_back


def _photos(view: CustomerView, setting: Setting) -> str:
    assert view.receipt is not None
    told = escape(setting.words.receipt.photo)
    images = "".join(
        f'<img src="{escape(setting.link)}/photos/{escape(photo)}" alt="{told}" loading="lazy">'
        for photo in view.receipt.photos
    )
    return f'<div class="photos">{images}</div>' if images else ""


def _footer(view: CustomerView, setting: Setting) -> str:
    words = setting.words
    lines = [words.private]
    if setting.until is not None:
        when = words.moment(setting.until, setting.now, view.zone)
        lines.insert(0, words.valid_until.format(when=when))
    if view.shop:
        lines.append(words.brought_by.format(depot=view.depot))
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<footer>{told}</footer>{_languages(setting)}"


def _languages(setting: Setting) -> str:
    links = "".join(
        f'<a href="?lang={escape(code)}" lang="{escape(code)}" hreflang="{escape(code)}">'
        f"{escape(words.language)}</a>"
        for code, words in setting.languages.items()
        if code != setting.language
    )
    return f'<nav class="languages">{links}</nav>'
