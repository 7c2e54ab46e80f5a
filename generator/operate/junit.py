"""JUnit's XML, which build servers show: one suite for each environment and region."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator.operate.smoke import Outcome, Result


def document(system: str, results: Sequence[Result]) -> bytes:
    """Return the results of smoke tests."""
    root = Element("testsuites", _numbers(results))
    for stack in dict.fromkeys(result.stack for result in results):
        own = [result for result in results if result.stack == stack]
        suite = SubElement(root, "testsuite", {"name": f"{system} {stack}", **_numbers(own)})
        for result in own:
            _case(suite, system, result)
    indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def _case(suite: Element, system: str, result: Result) -> None:
    facts = {"classname": f"{system}.{result.stack}", "name": result.test.key, "time": f"{result.seconds:.3f}"}
    case = SubElement(suite, "testcase", facts)
    match result.outcome:
        case Outcome.FAILED:
            SubElement(case, "failure", {"message": _sendable(result.words)})
        case Outcome.SKIPPED:
            SubElement(case, "skipped", {"message": _sendable(result.words)})
        case Outcome.PASSED:
            return


def _numbers(results: Sequence[Result]) -> dict[str, str]:
    outcomes = [result.outcome for result in results]
    return {
        "tests": str(len(results)),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "skipped": str(outcomes.count(Outcome.SKIPPED)),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _sendable(words: str) -> str:
    """Return words without what XML cannot hold."""
    return "".join(char if char.isprintable() else "?" for char in words)
