"""What respondents say about themselves: the same columns wherever a form is kept (`PROFILE_KEYS` names them)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped


class ProfileColumns:
    """Mixed into a record. Each holds a value of the questionnaire's choices; None where nothing was said."""

    jenis_kelamin: Mapped[str | None]
    usia: Mapped[str | None]
    pendidikan: Mapped[str | None]
    pekerjaan: Mapped[str | None]
    disabilitas: Mapped[str | None]
