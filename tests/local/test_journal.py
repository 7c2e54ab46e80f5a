"""The journal: what is kept of what happened."""

from generator.local.journal import Journal


def details(given: str | bytes) -> str:
    journal = Journal()
    journal.write("call", {"sent": given})
    entry = journal.entry(1)
    assert entry is not None
    return entry.details["sent"]


def test_a_long_text_is_cut_and_its_length_said() -> None:
    assert "é" * 4000 + "\n... (5000 in all)" == details("é" * 5000)
    assert details(("é" * 5000).encode()).endswith("\n... (10000 in all)")


def test_what_is_no_text_is_only_counted() -> None:
    assert "(4 bytes)" == details(b"\xff\xd8\xff\xe0")
    assert "(9000 bytes)" == details(b"\xff\xd8\xff\x00" + b"a" * 8996)


def test_details_are_not_part_of_the_list() -> None:
    journal = Journal()
    journal.write("call", {"sent": "much"}, by="orders")
    [entry] = journal.after(0)
    assert {"number", "at", "kind", "by"} == set(entry.as_json())
    assert journal.entry(2) is None
