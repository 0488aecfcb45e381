"""Which column of somebody's table holds what: guessed from its words and its values. Pure.

The words are those of shop systems and of people who keep lists, in English, Spanish and German.
A guess can be put right; `signature` is what a choice is remembered under.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from core.exchange import cell_values as v
from core.exchange.tables import Table
from core.model import OrderKind
from core.phone import plain

SAMPLE = 120
LEAST_SCORE = 40
_RIGHT, _WRONG = 8, -35


def _set(words: str, between: str = " ") -> frozenset[str]:
    return frozenset(words.split(between))


class Field(StrEnum):
    """What a column can hold. Several columns may be parts of the address."""

    ID = "order"
    STATUS = "status"
    CANCELLED = "cancelled_at"
    FULFILLED = "fulfilled"
    KIND = "kind"
    SHOP = "shop"
    CUSTOMER = "customer"
    CUSTOMER_ID = "customer_id"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ADDRESS_2 = "address_2"
    HOUSE = "house_number"
    POSTCODE = "postcode"
    CITY = "city"
    LAT = "lat"
    LON = "lon"
    DAY = "day"
    OPENS = "from"
    CLOSES = "until"
    WINDOW = "window"
    SERVICE = "service_minutes"
    SKU = "sku"
    GOODS = "goods"
    QUANTITY = "quantity"
    VALUE = "unit_value"
    WEIGHT = "weight_kg"
    VOLUME = "volume_l"
    SLOTS = "slots"
    NEEDS = "equipment"
    REASON = "return_reason"
    NOTE = "note"
    # Of lists of vans and of customers.
    COST_KM = "cost_per_km"
    COST_HOUR = "cost_per_hour"
    HELD = "containers_held"
    # Of collection rounds.
    ROUND = "round"
    WEEKDAYS = "weekdays"
    EVERY = "every_weeks"
    STARTS = "first_day"
    ENDS = "last_day"
    DAYS_OFF = "days_left_out"


TITLES = {
    Field.ID: "Order number",
    Field.STATUS: "Status in the shop",
    Field.CANCELLED: "Cancelled on",
    Field.FULFILLED: "Delivered by the shop",
    Field.KIND: "Kind (delivery, return…)",
    Field.SHOP: "Shop",
    Field.CUSTOMER: "Customer's name",
    Field.CUSTOMER_ID: "Customer number",
    Field.FIRST_NAME: "First name",
    Field.LAST_NAME: "Last name",
    Field.PHONE: "Telephone",
    Field.EMAIL: "E-mail",
    Field.ADDRESS: "Street address",
    Field.ADDRESS_2: "Address, second line",
    Field.HOUSE: "House number",
    Field.POSTCODE: "Postcode",
    Field.CITY: "City",
    Field.LAT: "Latitude",
    Field.LON: "Longitude",
    Field.DAY: "Day of the visit",
    Field.OPENS: "Not before",
    Field.CLOSES: "Not after",
    Field.WINDOW: "Time window",
    Field.SERVICE: "Minutes at the door",
    Field.SKU: "Article number (SKU)",
    Field.GOODS: "Goods",
    Field.QUANTITY: "Quantity",
    Field.VALUE: "Price of one",
    Field.WEIGHT: "Weight of the line, kg",
    Field.VOLUME: "Volume of the line, l",
    Field.SLOTS: "Container places",
    Field.NEEDS: "Equipment needed",
    Field.REASON: "Reason of the return",
    Field.NOTE: "Note for the driver",
    Field.COST_KM: "Cost of a km",
    Field.COST_HOUR: "Cost of an hour",
    Field.HELD: "Containers held",
    Field.ROUND: "Name of the round",
    Field.WEEKDAYS: "Weekdays",
    Field.EVERY: "Every so many weeks",
    Field.STARTS: "First day",
    Field.ENDS: "Last day",
    Field.DAYS_OFF: "Days left out",
}

_WORDS: dict[Field, str] = {
    Field.ID: "order|order number|order no|order id|order name|orderid|id|reference|ref|number|no|"
    "pedido|n pedido|numero de pedido|num pedido|nro pedido|numero pedido|id pedido|orden|"
    "n de orden|numero de orden|referencia|folio|bestellung|bestellnummer|bestell nr|bestellnr|"
    "auftrag|auftragsnummer|auftragsnr|auftrags nr|lieferschein|lieferschein nr|external id|"
    "belegnummer|belegnr|beleg nr|beleg|vorgangsnummer|vorgangsnr",
    Field.STATUS: "status|order status|financial status|estado|estado del pedido|bestellstatus",
    Field.CANCELLED: "cancelled at|canceled at|cancelled|storniert am|anulado el",
    Field.FULFILLED: "fulfillment status|fulfilment status|fulfillment|fulfilment|delivery status|"
    "shipping status|shipment status|fulfilled at|delivered at|estado de envio|estado envio|"
    "estado del envio|estado de entrega|entregado el|lieferstatus|versandstatus|zugestellt am",
    Field.KIND: "kind|type|order type|job type|task type|tipo|tipo de pedido|tipo de servicio|"
    "servicio|retiro entrega|entrega retiro|lieferung abholung|art|auftragsart|typ|vorgang",
    Field.SHOP: "shop|store|shop name|store name|tienda|vendor|merchant|seller|sender|sender name|"
    "sales channel|laden|mandant|filiale|comercio|absender|auftraggeber|remitente|vendedor",
    Field.CUSTOMER: "customer|customer name|name|full name|recipient|recipient name|contact|"
    "shipping name|consignee|cliente|nombre|nombre cliente|nombre del cliente|destinatario|"
    "nombre completo|razon social|kunde|kundenname|empfanger|name empfanger|ansprechpartner|firma|"
    "name 1|name1",
    Field.CUSTOMER_ID: "customer id|customer number|customer no|account|id cliente|"
    "numero de cliente|codigo cliente|cod cliente|kundennummer|kunden nr|kundennr|client id|"
    "kd nr|kdnr|debitor",
    Field.FIRST_NAME: "first name|firstname|given name|nombres|vorname",
    Field.LAST_NAME: "last name|lastname|surname|family name|apellido|apellidos|nachname",
    Field.PHONE: "phone|phone number|telephone|tel|mobile|cell|telefono|fono|celular|movil|"
    "telefono movil|telefon|telefonnummer|handy|mobil|contact number|rufnummer",
    Field.EMAIL: "email|e mail|mail|correo|correo electronico|mail address|e mail adresse",
    Field.ADDRESS: "address|street|street address|address1|address 1|address line 1|address 1 2|"
    "shipping address|shipping street|delivery address|direccion|calle|domicilio|"
    "direccion de entrega|adresse|strasse|strasse hausnummer|strasse nr|strasse und hausnummer|"
    "lieferadresse|anschrift|lieferanschrift|str|straße",
    Field.ADDRESS_2: "address2|address 2|address line 2|apartment|suite|unit|depto|departamento|"
    "piso|adresszusatz|zusatz|direccion 2|complemento",
    Field.HOUSE: "house number|house no|number of house|numero|nro|hausnummer|haus nr|hausnr|"
    "street number|numero de calle|altura",
    Field.POSTCODE: "postcode|zip|zip code|postal code|postcode zip|codigo postal|cp|c p|plz|"
    "postleitzahl",
    Field.CITY: "city|town|locality|ciudad|comuna|localidad|poblacion|municipio|ort|stadt|wohnort",
    Field.LAT: "lat|latitude|latitud|breite|breitengrad|geo lat|y",
    Field.LON: "lon|lng|long|longitude|longitud|lange|langengrad|geo lon|geo lng|x",
    Field.DAY: "abholtag|abholdatum|abholtermin|rueckholtag|pickup day|collection day|"
    "collection date|dia de retiro|fecha de retiro|day|date|delivery date|visit date|"
    "delivery day|service date|scheduled date|planned date|requested delivery date|"
    "deliver by|delivery by|ship on|"
    "fecha|dia|fecha de entrega|fecha entrega|fecha de visita|dia de entrega|tag|"
    "datum|lieferdatum|liefertag|liefertermin|termin|wunschtermin",
    Field.OPENS: "from|earliest|not before|window start|start|time from|start time|ready at|opens|"
    "desde|hora desde|desde las|hora inicio|von|ab|uhrzeit von|zeit von|fruhestens|open",
    Field.CLOSES: "until|to|latest|not after|window end|end|time to|end time|due|due by|closes|"
    "hasta|hora hasta|hasta las|hora fin|bis|uhrzeit bis|zeit bis|spatestens|close",
    Field.WINDOW: "window|time window|delivery window|slot|time slot|delivery time|delivery slot|"
    "timeslot|horario|franja|franja horaria|rango horario|ventana|hora|hora de entrega|zeitfenster|"
    "uhrzeit|lieferzeit|lieferzeitfenster|zeit|preferred time",
    Field.SERVICE: "service minutes|service time|minutes|duration|stop time|tiempo de servicio|"
    "minutos|duracion|servicezeit|standzeit|dauer|minuten|service min|service",
    Field.SKU: "sku|article number|article no|item number|item sku|product code|lineitem sku|"
    "codigo|codigo producto|codigo articulo|artikelnummer|artikelnr|artikel nr|product sku|"
    "item no|product id|art nr",
    Field.GOODS: "goods|item|items|item name|product|product name|description|line item|article|"
    "lineitem name|producto|productos|articulo|descripcion|detalle|mercaderia|nombre del producto|"
    "artikel|artikelname|bezeichnung|beschreibung|ware|inhalt|contents|content|que",
    Field.QUANTITY: "quantity|qty|count|pieces|units|lineitem quantity|cantidad|cant|unidades|"
    "bultos|piezas|menge|anzahl|stuck|stuckzahl|parcels|boxes|packages|pakete|item quantity",
    Field.VALUE: "value|price|unit price|lineitem price|item cost|item price|unit value|precio|"
    "precio unitario|valor|valor unitario|preis|einzelpreis|stuckpreis|wert|cost",
    Field.WEIGHT: "weight|weight kg|kg|kilo|kilos|total weight|peso|peso kg|peso total|gewicht|"
    "gewicht kg|gesamtgewicht|bruttogewicht|gross weight|weight g|weight grams|"
    "gewicht g|peso g|gramm|grams",
    Field.VOLUME: "volume|volume l|litres|liters|volumen|volumen l|litros|m3|volume m3|"
    "volumen m3|liter",
    Field.SLOTS: "slots|crates|places|container places|jaulas|cajones|kisten|rollwagen|stellplatze",
    Field.NEEDS: "needs|equipment|skills|requirements|equipamiento|requiere|requisitos|"
    "ausrustung|ausstattung|benotigt",
    Field.REASON: "reason|return reason|motivo|motivo de devolucion|grund|ruckgabegrund|"
    "retourengrund",
    Field.NOTE: "note|notes|customer note|order note|order notes|delivery notes|comment|comments|"
    "remark|remarks|instructions|delivery instructions|special instructions|driver notes|"
    "note for the driver|nota|notas|observacion|observaciones|comentario|comentarios|indicaciones|"
    "instrucciones|bemerkung|bemerkungen|hinweis|hinweise|lieferhinweis|zustellhinweis|anmerkung|"
    "anmerkungen|kommentar|remarque|remarques|commentaire",
}
_SYNONYMS = {
    synonym: field for field, words in reversed(_WORDS.items()) for synonym in words.split("|")
}
_OF_THE_VISIT = _set(
    "shipping ship delivery deliver recipient to destination dest entrega envio despacho "
    "destinatario lieferung liefer empfanger versand customer cliente kunde order lineitem item"
)
_OF_ANOTHER = _set(
    "billing bill facturacion factura rechnung rechnungs invoice payment sender created paid "
    "ordered creado company tax discount total subtotal refunded method note notes currency "
    "bestelldatum compra"
)
_NEVER = _set(
    "order date|created at|paid at|bestelldatum|fecha de pedido|fecha pedido|"
    "auftragsdatum|rechnungsdatum|date created|shipping method|"
    "shipping country|country|pais|land|province|state|region|shipping province|currency|"
    "order total|total|subtotal|taxes|shipping|note attributes",
    "|",
)
_PAYMENT = _set("payment status|estado de pago|estado del pago|zahlungsstatus", "|")
"""The status where no column says it better: who has cancelled gets his money back."""
_MONEY = _PAYMENT | _set("financial status", "|")
_HOUSE_NUMBER = re.compile(r"\d{1,5}(\b|[a-z])", re.IGNORECASE)
_NUMBER_WORDS = _set("nr no number num numero n hausnr")
Mapped = dict[int, Field]
"""By column."""
_KINDS = {
    OrderKind.RETURN: _set(
        "return returns pickup pick collection collect retour retoure rucksendung abholung "
        "abholen devolucion retiro recogida rma"
    ),
    OrderKind.CONTAINER: _set(
        "container containers empties crates leergut mehrweg envase envases retornables kegs"
    ),
    OrderKind.EXCHANGE: _set("exchange umtausch austausch cambio"),
    OrderKind.DELIVERY: _set(
        "delivery deliver drop dropoff lieferung liefern zustellung entrega entregar despacho "
        "envio order shipment bestellung pedido venta"
    ),
}


def kind_of(text: str) -> OrderKind | None:
    """What a cell calls a kind of order."""
    words = frozenset(words_of(text).split())
    return next((kind for kind, known in _KINDS.items() if words & known), None)


def words_of(header: str) -> str:
    """The header's words, plain: `Dirección (entrega)` is `direccion entrega`."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain(header).replace("ß", "ss")).split())


def is_known(header: str) -> bool:
    """Whether a cell looks like the head of a column."""
    words = words_of(header)
    return words in _SYNONYMS or words in _NEVER or bool(_scores(words))


def is_of_money(header: str) -> bool:
    """Whether a status is that of the payment: one that is completed says nothing of the goods."""
    return words_of(header) in _MONEY


def signature(table: Table) -> str:
    """The same for every file with these headers."""
    return hashlib.sha256("\n".join(map(words_of, table.header)).encode()).hexdigest()[:16]


def guess(table: Table) -> Mapped:
    """The columns that are recognized; the best fit of each field, and of each column."""
    fits = [
        (score + evidence(field, table, column), -column, field)
        for column, header in enumerate(table.header)
        for field, score in _scores(words_of(header)).items()
    ]
    fits += [
        (130, -column, field)
        for column in range(len(table.header))
        for field in _by_values(table, column)
    ]
    return without_doubles(_with_house(table, best_of(fits)))


def best_of(fits: Iterable[tuple[int, int, Field]]) -> Mapped:
    """Of scores, columns (negative) and fields: the best of each field, and of each column."""
    chosen: Mapped = {}
    for score, minus_column, field in sorted(fits, key=lambda fit: (-fit[0], -fit[1])):
        if score >= LEAST_SCORE and -minus_column not in chosen and field not in chosen.values():
            chosen[-minus_column] = field
    return chosen


def chosen_by_hand(table: Table, wanted: Sequence[str], guessed: Mapping[int, Field]) -> Mapped:
    """`COLUMN=FIELD` each, over what is guessed; `-` is nothing. Raises `ValueError` in words."""
    mapped = dict(guessed)
    for each in wanted:
        name, sign, field_name = each.rpartition("=")
        columns = [
            at for at, header in enumerate(table.header) if words_of(header) == words_of(name)
        ]
        if not sign or not columns:
            known = ", ".join(header for header in table.header if header)
            raise ValueError(f"There is no column {name or each!r}. There are: {known}.")
        if field_name == "-":
            mapped.pop(columns[0], None)
            continue
        if field_name not in [field.value for field in Field]:
            raise ValueError(f"{field_name!r} is no field. There are: {', '.join(Field)}.")
        field = Field(field_name)
        mapped = {at: kept for at, kept in mapped.items() if kept is not field}
        mapped[columns[0]] = field
    return mapped


def _scores(words: str) -> dict[Field, int]:
    """How well a header's words say each field."""
    if not words or words in _NEVER:
        return {}
    if words in _PAYMENT:
        return {Field.STATUS: 60}
    exact = _SYNONYMS.get(words)
    if exact is not None:
        return {exact: 100}
    found: dict[Field, int] = {}
    parts = words.split()
    for synonym, field in _SYNONYMS.items():
        own = synonym.split()
        if len(own) < len(parts) and all(word in parts for word in own):
            rest = [word for word in parts if word not in own]
            score = 62 + 6 * len(own) + sum(_weight(word) for word in rest)
            found[field] = max(found.get(field, 0), score)
    return found


def _weight(word: str) -> int:
    if word in _OF_THE_VISIT:
        return _RIGHT
    return _WRONG if word in _OF_ANOTHER else -9


def evidence(field: Field, table: Table, column: int) -> int:
    """What the values say for or against the header."""
    values = [row[column] for row in table.rows[:SAMPLE] if row[column]]
    if not values:
        return -12 if table.rows else 0
    fits = _CHECKS.get(field)
    if fits is None:
        return 0
    share = sum(map(fits, values)) / len(values)
    return 12 if share > 0.8 else 0 if share > 0.3 else -70


def _by_values(table: Table, column: int) -> tuple[Field, ...]:
    """What the values say alone: numbers like #1001 under any name, deliveries and returns."""
    values = [row[column] for row in table.rows[:SAMPLE] if row[column]]
    if len(values) > 1 and all(re.fullmatch(r"#[\w-]*\d", text) for text in values):
        return (Field.ID,)
    kinds = {kind_of(text) for text in values}
    return (Field.KIND,) if len(kinds) > 1 and None not in kinds else ()


def _is_number(text: str) -> bool:
    return v.number(text, v.guess_decimal((text,))) is not None


def _is_degree(most: float, text: str) -> bool:
    found = v.number(text, v.guess_decimal((text,)))
    return found is not None and abs(found) <= most


_CHECKS = {
    Field.ID: lambda text: bool(re.fullmatch(r"[#\w./-]*\d[\w./-]*", text)),
    Field.CUSTOMER: lambda text: (
        sum(map(str.isalpha, text)) > 2 and not re.fullmatch(r"#?\S*\d+", text)
    ),
    Field.GOODS: lambda text: any(map(str.isalpha, text)),
    Field.ADDRESS: lambda text: sum(map(str.isalpha, text)) > 2,
    Field.NOTE: lambda text: sum(map(str.isalpha, text)) > 2,
    Field.EMAIL: lambda text: "@" in text,
    Field.PHONE: lambda text: sum(map(str.isdigit, text)) > 5,
    Field.LAT: lambda text: _is_degree(90, text),
    Field.LON: lambda text: _is_degree(180, text),
    Field.DAY: lambda text: v.day(text) is not None or v.day(text, v.DayOrder.MONTH) is not None,
    Field.OPENS: lambda text: v.clock(text) is not None,
    Field.CLOSES: lambda text: v.clock(text) is not None,
    Field.WINDOW: lambda text: v.window(text) is not None,
    Field.HOUSE: lambda text: bool(re.match(r"\d{1,5}\b", text)) and len(text) < 8,
    Field.QUANTITY: _is_number,
    Field.WEIGHT: _is_number,
    Field.VOLUME: _is_number,
    Field.SLOTS: _is_number,
    Field.VALUE: _is_number,
    Field.SERVICE: _is_number,
    Field.EVERY: _is_number,
    Field.STARTS: lambda text: v.day(text) is not None or v.day(text, v.DayOrder.MONTH) is not None,
    Field.WEEKDAYS: lambda text: any(map(str.isalpha, text)),
}


def _with_house(table: Table, chosen: Mapped) -> Mapped:
    """A number right of streets that have none is the house's, whatever else it could be called."""
    streets = next((column for column, field in chosen.items() if field is Field.ADDRESS), None)
    if streets is None or Field.HOUSE in chosen.values() or streets + 1 >= len(table.header):
        return chosen
    column = streets + 1
    last = words_of(table.header[column]).rpartition(" ")[2]
    pairs = [(row[streets], row[column]) for row in table.rows[:SAMPLE] if row[streets]]
    fits = sum(
        not any(map(str.isdigit, street)) and bool(_HOUSE_NUMBER.match(house))
        for street, house in pairs
    )
    if last not in _NUMBER_WORDS or not pairs or fits / len(pairs) < 0.6:
        return chosen
    return {**chosen, column: Field.HOUSE}


def without_doubles(chosen: Mapped) -> Mapped:
    """A full name or its parts, not both."""
    if Field.CUSTOMER not in chosen.values():
        return chosen
    parts = (Field.FIRST_NAME, Field.LAST_NAME)
    return {column: field for column, field in chosen.items() if field not in parts}
