"""Why a task of the workflow fails: the workflow's retries and catches name these classes."""


class TaskFailure(Exception):  # noqa: N818 - its kinds are named after what is wrong
    """A task cannot do its work; only its kinds are raised."""


class InvalidRequest(TaskFailure):
    """The input is not what the spec's schema says; trying again does not help."""


class ImageUnreadable(TaskFailure):
    """The image is missing, too large, or no image; trying again does not help."""


class CardNotRecognized(TaskFailure):
    """Nothing on the image can be the name of a card; trying again does not help."""


class NoPricesFound(TaskFailure):
    """Every price source answered, and none has a price for the card; trying again does not help."""


class PriceSourcesUnavailable(TaskFailure):
    """No price source that has the card answers; trying again later may help."""


class ModelAnswerInvalid(TaskFailure):
    """The model's answer is not what was asked for; another try may give one that is."""


class ServiceBusy(TaskFailure):
    """A service of AWS throttles, fails or does not answer; trying again later helps."""
