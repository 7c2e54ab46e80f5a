"""A fact is what a frozen dataclass with slots is, to all who use it."""

import copy
from dataclasses import dataclass, replace

import pytest

from generator import facts
from generator.facts import Fact


class Place(Fact):
    """Somewhere."""

    line: int
    column: int = 1
    marks: tuple[object, ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.line}:{self.column}"


class Nothing(Fact):
    """A fact without fields."""


class Other(Fact):
    """A fact with the fields of another."""

    line: int
    column: int = 1
    marks: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The same, as a dataclass."""

    line: int
    column: int = 1
    marks: tuple[object, ...] = ()


def test_fields_are_given_in_order_or_by_name_and_have_defaults() -> None:
    assert (3, 1, ()) == (Place(3).line, Place(3).column, Place(3).marks)
    assert Place(3, 4) == Place(column=4, line=3)
    assert Place(3, 4).shown == "3:4"


@pytest.mark.parametrize("given", [(), (1, 2, (), 4)], ids=["too few", "too many"])
def test_as_many_fields_are_taken_as_there_are(given: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match=r"Place.__init__\(\)"):
        Place(*given)  # type: ignore[arg-type]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'row'"):
        Place(3, row=4)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Place(3).row = 4  # type: ignore[attr-defined]


def test_facts_are_equal_where_their_class_and_all_fields_are() -> None:
    assert Place(3, 4) == Place(3, 4)
    assert Place(3, 4) != Place(3, 5)
    assert Place(3, 4) != Other(3, 4)
    assert Nothing() == Nothing()
    assert Nothing() != ()


def test_equal_facts_are_one_key_and_what_cannot_be_hashed_cannot_be_in_one() -> None:
    assert {Place(3): 1, Nothing(): 2} == {Place(3, 1): 1, Nothing(): 2}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Place(3, 4, ([],)))


def test_a_fact_is_changed_by_making_another() -> None:
    place = Place(3, 4)
    assert Place(3, 5) == facts.replace(place, column=5)
    assert Place(3, 4) == place
    with pytest.raises(TypeError, match="unexpected keyword argument 'row'"):
        facts.replace(place, row=4)


def test_a_fact_can_be_matched_and_copied() -> None:
    match Place(3, 4):
        case Place(line, 4):
            assert 3 == line
        case _:
            pytest.fail("no match")
    assert Place(3, 4) == copy.copy(Place(3, 4))


def test_a_fact_is_shown_as_a_dataclass_is() -> None:
    assert repr(Written(3, 4)).replace("Written", "Place") == repr(Place(3, 4))
    assert repr(replace(Written(3), line=5)).replace("Written", "Place") == repr(facts.replace(Place(3), line=5))
    assert "Nothing()" == repr(Nothing())
