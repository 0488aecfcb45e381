"""What a list is of: orders, drivers, vans, customers, rounds; what its columns hold then. Pure.

Orders have their own columns (`order_columns.py`). The kind is guessed from the headings and the
name of file and sheet, and can be chosen.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from core.exchange import order_columns
from core.exchange.order_columns import TITLES, Field, Mapped, evidence, words_of
from core.exchange.tables import Table


class ListKind(StrEnum):
    """What the rows of a list are."""

    ORDERS = "orders"
    DRIVERS = "drivers"
    VANS = "vans"
    CUSTOMERS = "customers"
    ROUNDS = "rounds"


class _Words(Struct, frozen=True):
    one: str
    name: str
    """In names of files and sheets."""
    telling: str
    """In headings that only such a list has."""
    columns: dict[Field, str] = {}
    titles: dict[Field, str] = {}


_PLACE = {
    Field.ADDRESS: (
        "address|street|street address|direccion|calle|adresse|strasse|anschrift|address 1"
    ),
    Field.HOUSE: ("house number|house no|hausnummer|numero de casa"),
    Field.POSTCODE: (
        "postcode|post code|zip|zip code|postal code|plz|postleitzahl|codigo postal|cp"
    ),
    Field.CITY: ("city|town|ciudad|comuna|localidad|ort|stadt"),
    Field.LAT: ("lat|latitude|latitud|breite|breitengrad|y"),
    Field.LON: ("lon|lng|long|longitude|longitud|lange|langengrad|x"),
}
_PERSON = {
    Field.CUSTOMER: ("name|full name|nombre|nombre completo|contact|display name"),
    Field.FIRST_NAME: ("first name|firstname|given name|nombres|vorname"),
    Field.LAST_NAME: (
        "last name|lastname|surname|family name|apellido|apellidos|nachname|familienname"
    ),
    Field.PHONE: (
        "phone|telephone|mobile|phone number|mobile number|cell|telefono|celular|"
        "movil|telefon|handy|mobil|rufnummer|tel"
    ),
    Field.EMAIL: ("email|e mail|mail|email address|correo|correo electronico"),
}
_ID = "id|no|number|code|ref|reference|numero|codigo|nummer|nr|external id|kurzel|short name"
_KINDS = {
    ListKind.ORDERS: _Words(
        "order",
        r"orders?|pedidos?|ordenes|bestellung(en)?|auftrage?|deliver(y|ies)|returns?|retouren|"
        r"devoluciones|lieferungen",
        r"order|pedido|orden|bestell\w*|auftrags?\w*|liefer\w*|goods|sku|lineitem|quantity|qty|"
        r"cantidad|menge|artikel\w*|producto|item",
    ),
    ListKind.DRIVERS: _Words(
        "driver",
        r"drivers?|chauffeurs?|fahrer\w*|conductor(es)?|choferes?|couriers?|staff|personal",
        r"driver|chauffeur|fahrer\w*|conductor|chofer|courier|licen[cs]e|fuhrerschein|licencia",
        {
            Field.ID: (
                "driver id|driver number|driver no|driver code|fahrernummer|fahrer nr|"
                f"personalnummer|employee id|staff no|id conductor|{_ID}"
            ),
            **_PERSON,
            Field.CUSTOMER: (
                "driver|driver name|fahrer|fahrername|conductor|chofer|chauffeur|courier|"
                f"nombre del conductor|{_PERSON[Field.CUSTOMER]}"
            ),
        },
        {Field.ID: ("Driver number"), Field.CUSTOMER: "Driver's name"},
    ),
    ListKind.VANS: _Words(
        "van",
        r"vans?|vehicles?|vehiculos?|fahrzeuge?|fleet|flota|flotte|fuhrpark|trucks?|camion(es)?",
        r"van|vehicle|vehiculo|fahrzeug\w*|truck|camion|plate|registration|patente|matricula|"
        r"kennzeichen|capacity|capacidad|payload|nutzlast|kapazitat|carga",
        {
            Field.ID: (
                "vehicle id|vehicle number|vehicle no|van id|plate|number plate|"
                "licence plate|license plate|registration|reg|reg no|patente|matricula|"
                f"placa|kennzeichen|fahrzeugnummer|{_ID}"
            ),
            Field.CUSTOMER: (
                "vehicle|vehicle name|van|van name|truck|fahrzeug|fahrzeugname|vehiculo|"
                "camion|name|nombre|bezeichnung|model|modelo|modell|description"
            ),
            Field.WEIGHT: (
                "payload|payload kg|max weight|max weight kg|capacity kg|weight capacity|"
                "weight|weight kg|kg|capacity|nutzlast|nutzlast kg|carga|carga kg|"
                "carga maxima|capacidad kg|capacidad|kapazitat|kapazitat kg|peso maximo|"
                "peso"
            ),
            Field.VOLUME: (
                "volume|volume l|volume m3|capacity l|capacity m3|litres|liters|"
                "load volume|volumen|volumen l|volumen m3|laderaum|laderaum m3|ladevolumen|"
                "capacidad m3|liter|m3"
            ),
            Field.SLOTS: (
                "slots|crates|places|container places|pallets|jaulas|cajones|kisten|"
                "stellplatze|paletten|rollwagen"
            ),
            Field.NEEDS: ("equipment|skills|features|equipamiento|ausstattung|ausrustung"),
            Field.COST_KM: (
                "cost per km|cost km|km cost|price per km|costo por km|costo km|"
                "kosten pro km|kosten km|eur km"
            ),
            Field.COST_HOUR: (
                "cost per hour|cost hour|hourly cost|hourly rate|costo por hora|costo hora|"
                "kosten pro stunde|stundensatz"
            ),
        },
        {
            Field.ID: ("Plate or number"),
            Field.CUSTOMER: ("Van's name"),
            Field.WEIGHT: ("Payload, kg"),
            Field.VOLUME: ("Load volume, l"),
            Field.NEEDS: ("Equipment"),
        },
    ),
    ListKind.CUSTOMERS: _Words(
        "customer",
        r"customers?|clientes?|kunden?|accounts?|contacts?|crm|empties|leergut|envases",
        r"customer|cliente|kunden?\w*|crates? held|empties|leergut|envases|containers? held|"
        r"balance|saldo|deposit|pfand",
        {
            Field.ID: (
                "customer id|customer number|customer no|customer code|account|"
                "account number|account no|kundennummer|kunden nr|kundennr|id cliente|"
                f"numero de cliente|rut|{_ID}"
            ),
            **_PERSON,
            Field.CUSTOMER: (
                "customer|customer name|company|business name|cliente|nombre del cliente|"
                f"razon social|kunde|kundenname|firma|{_PERSON[Field.CUSTOMER]}"
            ),
            **_PLACE,
            Field.SHOP: ("shop|store|tienda|laden|mandant"),
            Field.HELD: (
                "containers held|containers|crates|crates held|empties|empties held|"
                "balance|container balance|saldo|saldo envases|envases|leergut|kisten|"
                "leergutbestand|pfandkisten"
            ),
        },
        {Field.ID: "Customer number"},
    ),
    ListKind.ROUNDS: _Words(
        "round",
        r"rounds?|milk runs?|collection rounds?|rondas?|recorridos?|touren|runden|"
        r"sammeltour(en)?|abholtour(en)?|abos?|subscriptions?",
        r"weekdays?|week days?|days? of (the )?week|dias? de (la )?semana|wochentage?|"
        r"every( n)? weeks?|frequency|frecuencia|rhythmus|turnus|first day|last day|"
        r"days left out|holidays|feriados|feiertage|round|milk run",
        {
            Field.ID: f"round id|round number|round no|id ronda|tournummer|{_ID}",
            Field.ROUND: "round|round name|milk run|tour|ronda|recorrido|runde",
            **_PERSON,
            Field.CUSTOMER: (
                "customer|customer name|company|site|cliente|nombre del cliente|razon social|"
                f"kunde|kundenname|firma|standort|{_PERSON[Field.CUSTOMER]}"
            ),
            Field.CUSTOMER_ID: (
                "customer id|customer number|customer no|account|id cliente|kundennummer|kunden nr"
            ),
            **_PLACE,
            Field.KIND: "kind|type|tipo|art|typ",
            Field.GOODS: (
                "goods|what|what is collected|collected|item|description|que se retira|producto|"
                "ware|artikel|was|abgeholt wird"
            ),
            Field.SKU: "sku|article|article number|codigo|artikelnummer",
            Field.QUANTITY: "quantity|qty|pieces|units|cantidad|menge|anzahl|stuck",
            Field.WEIGHT: "weight|weight kg|kg|peso|peso kg|gewicht|gewicht kg",
            Field.VOLUME: "volume|volume l|litres|liters|volumen|volumen l|liter",
            Field.SLOTS: "slots|crates|places|container places|cajones|kisten|stellplatze",
            Field.WEEKDAYS: (
                "weekdays|weekday|days|day|day of week|days of the week|dias|dia|"
                "dias de la semana|dia de la semana|wochentage|wochentag|tage|tag"
            ),
            Field.EVERY: (
                "every weeks|every n weeks|weeks|every|interval|frequency|cada semanas|semanas|"
                "cada|frecuencia|alle wochen|wochen|rhythmus|turnus"
            ),
            Field.STARTS: (
                "first day|starts|start|start date|valid from|primer dia|desde fecha|inicio|"
                "fecha inicio|erster tag|beginn|startdatum|gultig ab"
            ),
            Field.ENDS: (
                "last day|ends|end|end date|valid until|ultimo dia|hasta fecha|fin|fecha fin|"
                "letzter tag|ende|enddatum|gultig bis"
            ),
            Field.DAYS_OFF: (
                "days left out|left out|except|exceptions|holidays|excepto|feriados|dias libres|"
                "ausser|ausnahmen|feiertage|ausfalltage"
            ),
            Field.WINDOW: "window|time window|hours|ventana|horario|zeitfenster|uhrzeit",
            Field.OPENS: "from|not before|opens|desde|von|fruhestens",
            Field.CLOSES: "until|to|not after|closes|hasta|bis|spatestens",
            Field.SERVICE: (
                "minutes|minutes at the door|service minutes|minutos|standzeit|minuten"
            ),
            Field.NEEDS: "equipment|skills|equipamiento|ausstattung",
            Field.STATUS: "made|active|status|estado|aktiv|activo",
        },
        {
            Field.ID: "Round number",
            Field.GOODS: "What is collected",
            Field.WEIGHT: "Weight of all of it, kg",
            Field.VOLUME: "Volume of all of it, l",
            Field.KIND: "Kind (containers, return)",
            Field.STATUS: "Made (yes, no)",
        },
    ),
}


_SYNONYMS = frozenset(
    synonym
    for words in _KINDS.values()
    for known in words.columns.values()
    for synonym in known.split("|")
)


def is_known(header: str) -> bool:
    """Whether a cell looks like the head of a column of any list."""
    words = words_of(header)
    return words in _SYNONYMS or order_columns.is_known(header)


def one(kind: ListKind, number: int = 1) -> str:
    """`driver`, or `drivers`."""
    return _KINDS[kind].one if number == 1 else f"{_KINDS[kind].one}s"


def titles(kind: ListKind) -> dict[Field, str]:
    """What its columns can be read as, each in words."""
    words = _KINDS[kind]
    if kind is ListKind.ORDERS:
        special = (
            Field.COST_KM,
            Field.COST_HOUR,
            Field.HELD,
            Field.ROUND,
            Field.WEEKDAYS,
            Field.EVERY,
            Field.STARTS,
            Field.ENDS,
            Field.DAYS_OFF,
        )
        return {field: title for field, title in TITLES.items() if field not in special}
    return {
        field: words.titles.get(field, TITLES[field]) for field in Field if field in words.columns
    }


def guess_kind(table: Table, file_name: str = "") -> ListKind:
    """Orders, unless headings and names say that it is something else."""
    names = f"{words_of(file_name)} {words_of(table.name)}"
    headings = [words_of(header) for header in table.header]

    def score(kind: ListKind) -> int:
        words = _KINDS[kind]
        named = re.search(rf"\b({words.name})\b", names) is not None
        telling = re.compile(rf"\b({words.telling})\b")
        return 3 * named + 2 * sum(telling.search(heading) is not None for heading in headings)

    # Orders name customers in their headings, too; what they alone have counts more.
    weights = {ListKind.ORDERS: 3, ListKind.CUSTOMERS: 1}
    return max(ListKind, key=lambda kind: score(kind) * weights.get(kind, 2))


def guess(table: Table, kind: ListKind) -> Mapped:
    """The columns that are recognized; the best fit of each field, and of each column."""
    if kind is ListKind.ORDERS:
        return order_columns.guess(table)
    fits = [
        (score + evidence(field, table, column), -column, field)
        for column, header in enumerate(table.header)
        for field, score in _scores(words_of(header), _KINDS[kind].columns).items()
    ]
    return order_columns.without_doubles(order_columns.best_of(fits))


def _scores(words: str, columns: Mapping[Field, str]) -> dict[Field, int]:
    """The whole heading counts most, then the first synonyms of a field; parts of it count less."""
    found: dict[Field, int] = {}
    parts = set(words.split())
    for field, known in columns.items():
        for rank, synonym in enumerate(known.split("|")):
            own = synonym.split()
            if synonym == words:
                found[field] = max(found.get(field, 0), 100 - min(rank, 20))
            elif parts and set(own) < parts:
                found[field] = max(found.get(field, 0), 50 + 6 * len(own) - 4 * len(parts))
    return found
