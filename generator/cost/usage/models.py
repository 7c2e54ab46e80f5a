"""Rekognition and Bedrock, by the functions that may call them; what an environment mocks, nobody calls."""

import re
from collections.abc import Iterator
from functools import cache

from generator.cost.prices import Usage, table
from generator.cost.usage.month import Month
from generator.kinds.function import Function

_FACES = frozenset(
    {"CompareFaces", "IndexFaces", "SearchFaces", "SearchFacesByImage", "SearchUsers", "SearchUsersByImage"}
)
_IMAGES = frozenset({
    "DetectFaces", "DetectLabels", "DetectModerationLabels", "DetectProtectiveEquipment", "DetectText", "RecognizeCelebrities",
})  # fmt: skip
_CALLS = frozenset({"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"})
_MODEL = re.compile(r"(?:foundation-model|inference-profile)/(?:(us|eu|apac|jp|au|ca|us-gov|global)\.)?([\w.-]+)")
# What a profile of one geography costs more than the global one, for models from Claude 4.5 on (Bedrock pricing page,
# read on 2026-11-27).
GEOGRAPHIC = 1.1


def usages(month: Month) -> Iterator[Usage]:
    """Yield one look at an image for each action granted, and one call of a model, each time a function is called."""
    for function in month.stack.functions.values():
        calls = month.flow.of("functions", function.key)
        for action in image_actions(function):
            price = "rekognition.faces" if action in _FACES else "rekognition.images"
            yield Usage(price, calls, function.feature, function.thing.reference)
        if found := model_of(function):
            model, factor = found
            tokens = month.traffic
            for side, number in (("input", tokens.input_tokens_per_call), ("output", tokens.output_tokens_per_call)):
                quantity = calls * number * month.assumed.tokens * factor
                yield Usage(f"bedrock.{model}.{side}", quantity, function.feature, function.thing.reference)


def dearer_by_place(function: Function) -> bool:
    """Tell whether a function calls its model through a profile that costs more than the global one."""
    found = model_of(function)
    return found is not None and found[1] > 1


def unpriced(function: Function) -> str:
    """Return the model that a function calls and no price is known for, an empty text where there is none."""
    ids = [match[2] for match in _named(function)]
    return ids[0] if ids and model_of(function) is None else ""


def model_of(function: Function) -> tuple[str, float] | None:
    """Return the model that a function calls, as prices name it, and what its place costs more; None where it calls none."""
    for match in sorted(_named(function), key=lambda match: not match[1]):
        model = next((model for model in _models() if match[2].startswith(model)), None)
        if model:
            return model, GEOGRAPHIC if match[1] not in (None, "global") and "-4-5" in model else 1.0
    return None


@cache
def _models() -> tuple[str, ...]:
    """Return the models that a price is known for."""
    return tuple(
        key.removeprefix("bedrock.").removesuffix(".input") for key in table().by_key if key.endswith(".input")
    )


def _named(function: Function) -> list[re.Match[str]]:
    granted = [grant for grant in function.grants if _CALLS & set(grant.actions)]
    return [match for grant in granted for arn in grant.resources if (match := _MODEL.search(arn))]


def image_actions(function: Function) -> list[str]:
    """Return the operations on images that a function may call, such as `DetectText`."""
    granted = [action.removeprefix("rekognition:") for grant in function.grants for action in grant.actions]
    return [action for action in granted if action in _IMAGES | _FACES]
