"""Personal data: normal forms, encryption and look-up by keyed hash, and the masked form people see."""

from wangge.kit.crypto.forms import normal_identity, normal_phone
from wangge.kit.crypto.keyring import Algorithm, add_key, drop_key, make_keys
from wangge.kit.crypto.keys import Keys, Unreadable, seal_text
from wangge.kit.crypto.masks import mask_identity, mask_inside, mask_name, mask_phone

__all__ = [
    "Algorithm",
    "Keys",
    "Unreadable",
    "add_key",
    "drop_key",
    "make_keys",
    "mask_identity",
    "mask_inside",
    "mask_name",
    "mask_phone",
    "normal_identity",
    "normal_phone",
    "seal_text",
]
