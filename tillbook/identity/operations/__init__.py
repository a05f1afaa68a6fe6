"""Writes to people, their PINs and links, keys, and the count of tries."""

from tillbook.identity.operations.grants import LocationUnknown, NotYoursToGrant
from tillbook.identity.operations.keys import (
    KeyUnfit,
    make_key,
    revoke_key,
)
from tillbook.identity.operations.links import (
    EmailTaken,
    Founding,
    LinkInvalid,
    first_owner_link,
    sign_in_link,
    use_link,
)
from tillbook.identity.operations.people import (
    LastOwner,
    add_person,
    change_person,
)
from tillbook.identity.operations.pins import (
    PinAnswer,
    PinUnfit,
    set_pin,
    unlock_by_pin,
    unlock_pin,
    verify_pin,
)
from tillbook.identity.operations.signing_in import (
    PasswordUnfit,
    PasswordWrong,
    SignInRefused,
    change_password,
    check_password,
    count_sign_in,
    note_sign_in,
)
from tillbook.identity.operations.tries import TriedTooOften, count_try, forget_old, forget_tries

__all__ = [
    "EmailTaken",
    "Founding",
    "KeyUnfit",
    "LastOwner",
    "LinkInvalid",
    "LocationUnknown",
    "NotYoursToGrant",
    "PasswordUnfit",
    "PasswordWrong",
    "PinAnswer",
    "PinUnfit",
    "SignInRefused",
    "TriedTooOften",
    "add_person",
    "change_password",
    "change_person",
    "check_password",
    "count_sign_in",
    "count_try",
    "first_owner_link",
    "forget_old",
    "forget_tries",
    "make_key",
    "note_sign_in",
    "revoke_key",
    "set_pin",
    "sign_in_link",
    "unlock_by_pin",
    "unlock_pin",
    "use_link",
    "verify_pin",
]
