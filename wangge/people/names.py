"""How a colleague is named on a page: masked, as everybody is (李*民). Their unit or login says who it is."""

from typing import Annotated

from pydantic import AfterValidator

from wangge.kit.crypto import mask_name

#: A name in an answer, masked where the answer is made.
Colleague = Annotated[str, AfterValidator(mask_name)]


def colleague(name: str | None) -> str | None:
    """None where the system did it."""
    return mask_name(name) if name else None
