"""Metric math as CloudWatch takes it: one expression over the ids of plain metrics."""

import re
from collections.abc import Mapping

from generator.kinds.metric import Metric


def inlined(metric: Metric, prefix: str = "") -> tuple[str, Mapping[str, Metric]]:
    """Return the expression of a math, and its plain metrics by id; maths among its parts become part of the expression.

    prefix: what all ids begin with.
    """
    expression = metric.expression
    replacements: dict[str, str] = {}
    plain: dict[str, Metric] = {}
    for name, part in metric.parts.items():
        if part.expression:
            inner, inner_plain = inlined(part, f"{prefix}{name}_")
            replacements[name] = f"({inner})"
            plain |= inner_plain
        else:
            replacements[name] = f"{prefix}{name}"
            plain[f"{prefix}{name}"] = part
    if replacements:
        expression = re.sub(
            rf"\b({'|'.join(map(re.escape, replacements))})\b", lambda match: replacements[match[0]], expression
        )
    return expression, plain
