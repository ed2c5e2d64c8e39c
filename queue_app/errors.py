"""Floor: how the product says no.

A "no" is a named `Refused`. It carries a sentence for a person (Indonesian, marked for translation) and a
problem type for programs (CONTRACT §3). One handler in `web` turns it into a page or problem+json.
"""

from __future__ import annotations

from typing import ClassVar


def N_(message: str) -> str:
    """Mark a sentence for extraction; the surface that shows it translates it."""
    return message


class Refused(Exception):
    """The request is understood and cannot be done now.

    `type` and `status` are the problem type and HTTP status; `sentence` is what a person reads, with
    `{named}` places filled from `values` after translation.
    """

    type: ClassVar[str] = "invalid"
    status: ClassVar[int] = 409
    sentence: str = N_("Permintaan ini tidak dapat dilakukan.")

    def __init__(self, sentence: str | None = None, **values: object) -> None:
        self.sentence = sentence or type(self).sentence
        self.values = values
        super().__init__(self.sentence.format(**values) if values else self.sentence)


class Invalid(Refused):
    """The input is wrong; `errors` names the fields: [{"field": "phone", "message": "…"}]."""

    type = "invalid"
    status = 422
    sentence = N_("Ada isian yang perlu diperbaiki.")

    def __init__(
        self, errors: list[dict[str, str]] | None = None, sentence: str | None = None, **values: object
    ) -> None:
        self.errors = errors or []
        super().__init__(sentence, **values)

    @property
    def lines(self) -> list[str]:
        """Each error for a terminal, without those that only repeat the sentence."""
        return [f"{error['field']}: {error['message']}" for error in self.errors if error["message"] != self.sentence]


class Unknown(Refused):
    """What was asked for does not exist, or may not be known to exist."""

    type = "unknown"
    status = 404
    sentence = N_("Yang Anda cari tidak ditemukan.")


class Forbidden(Refused):
    """The actor is known and may not do this."""

    type = "forbidden"
    status = 403
    sentence = N_("Anda tidak berwenang melakukan ini.")


class Unauthorised(Refused):
    """Nobody is signed in, or the credential is not valid."""

    type = "unauthorised"
    status = 401
    sentence = N_("Silakan masuk terlebih dahulu.")


class TooMany(Refused):
    """The caller asks too often; try later."""

    type = "too-many"
    status = 429
    sentence = N_("Terlalu banyak permintaan. Silakan coba lagi sebentar lagi.")


class TooLarge(Refused):
    """The request body is larger than this route accepts."""

    type = "too-large"
    status = 413
    sentence = N_("Kiriman terlalu besar.")


class Unavailable(Refused):
    """A part the product needs (database, disk) is away for the moment."""

    type = "unavailable"
    status = 503
    sentence = N_("Maaf, sistem sedang terganggu. Nomor Anda tidak hilang. Silakan coba lagi.")
