"""Hypothesis strategies for message types: any value that the type's own limits admit."""

from datetime import UTC
from functools import cache
from typing import Any, TypedDict

from hypothesis import strategies as st
from msgspec import inspect

# The wire carries JSON: text without lone surrogates, numbers without infinities.
_CHARACTERS = st.characters(codec="utf-8")
_MOMENTS = st.datetimes(timezones=st.just(UTC))
_INT64 = 2**63


class Bounds(TypedDict):
    """How long a drawn value may be."""

    min_size: int
    max_size: int


def structs(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a struct or of a union of structs."""
    return _values(inspect.type_info(kind))


def members(union: Any) -> list[type]:
    """The structs of a union, in the order they were written."""
    described = inspect.type_info(union)
    assert isinstance(described, inspect.UnionType)
    return [t.cls for t in described.types if isinstance(t, inspect.StructType)]


def _values(kind: inspect.Type) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.StructType():
            return _struct(kind.cls)
        case inspect.UnionType():
            return st.one_of([_values(one) for one in kind.types])
        case inspect.StrType(pattern=str(pattern)):
            texts = st.from_regex(pattern, fullmatch=True)
            return texts.filter(lambda text: len(text) <= (kind.max_length or len(text)))
        case inspect.StrType():
            return st.text(_CHARACTERS, **_bounds(kind, usual=40))
        case inspect.IntType():
            low, high = kind.ge, kind.le
            return st.integers(
                -_INT64 if low is None else low, _INT64 - 1 if high is None else high
            )
        case inspect.FloatType():
            return st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False)
        case inspect.DateTimeType():
            return _MOMENTS
        case inspect.DateType():
            return st.dates()
        case inspect.VarTupleType():
            return st.lists(_values(kind.item_type), **_bounds(kind, usual=3)).map(tuple)
        case inspect.FrozenSetType():
            return st.frozensets(_values(kind.item_type), **_bounds(kind, usual=3))
        case inspect.DictType():
            return st.dictionaries(_values(kind.key_type), _values(kind.value_type), max_size=3)
    return _plain(kind)


def _plain(kind: inspect.Type) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.EnumType():
            return st.sampled_from(list(kind.cls))
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
    raise NotImplementedError(f"{kind} is new on the wire; give it a strategy here")


@cache
def _struct(cls: type) -> st.SearchStrategy[Any]:
    """Required fields are always drawn, optional ones now and then."""
    described = inspect.type_info(cls)
    assert isinstance(described, inspect.StructType)
    required = {f.name: _values(f.type) for f in described.fields if f.required}
    optional = {f.name: _values(f.type) for f in described.fields if not f.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda drawn: cls(**drawn))


def _bounds(
    kind: inspect.StrType | inspect.VarTupleType | inspect.FrozenSetType, *, usual: int
) -> Bounds:
    """Long enough to be varied, short enough to be quick."""
    longest = usual if kind.max_length is None else min(usual, kind.max_length)
    return {"min_size": kind.min_length or 0, "max_size": longest}
