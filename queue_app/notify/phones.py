"""Phone numbers as people type them, as E.164; Indonesian mobile numbers only (SMS pumping, trust.md #16)."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from queue_app.errors import N_, Invalid

_WRONG = N_("Nomor ponsel tidak dikenali. Tulis seperti 0812 3456 7890.")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def e164(typed: str) -> str:
    """0812-3456-7890 → +6281234567890. Raises Invalid naming `phone`."""
    try:
        number = phonenumbers.parse(typed, "ID")
    except NumberParseException:
        raise Invalid([{"field": "phone", "message": _WRONG}]) from None
    mobile = phonenumbers.number_type(number) in _MOBILE
    if number.country_code != 62 or not phonenumbers.is_valid_number(number) or not mobile:
        raise Invalid([{"field": "phone", "message": _WRONG}])
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
