"""What an installed screen tells the house every two seconds, in the form in which it may."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

#: A screen that was away has some to tell; more than these come with the next report.
MOST_ACKS = 40


class Ack(BaseModel):
    """A call that was shown, or said in full: when, by the product's time."""

    model_config = ConfigDict(extra="forbid")
    event: int = Field(ge=1, le=2**53)
    shown_at: AwareDatetime | None = None
    heard_at: AwareDatetime | None = None


class Screen(BaseModel):
    """How the screen is: its size in CSS pixels, and its sound."""

    model_config = ConfigDict(extra="forbid")
    width: int = Field(ge=1, le=20_000)
    height: int = Field(ge=1, le=20_000)
    sound: Literal["on", "muted", "no-voice", "off"]


class Report(BaseModel):
    """`page` names this opening of the board: two pages with one bearer are two screens. `tv` names the window, also
    when its page is loaded anew: of several TVs with one bearer each has acknowledgements of its own. `speak` is for
    how many seconds it wants to speak (0: it cannot); `leaving` is its last word.
    """

    model_config = ConfigDict(extra="forbid")
    page: str = Field(pattern=r"^[0-9a-f]{8,32}$")
    tv: str = Field(default="", pattern=r"^([0-9a-f]{8,16})?$")
    speak: float = Field(ge=0, le=60)
    acks: list[Ack] = Field(default_factory=list, max_length=MOST_ACKS)
    screen: Screen | None = None
    leaving: bool = False
