"""Three hundred texts that try to become code: tags, attributes, addresses, templates, each in several wrappings.

What is typed into any field must be read as text everywhere. `payloads()` makes them; each sets `window.hacked` if it
runs, so that a page can be asked whether one did.
"""

from __future__ import annotations

_RUN = "window.hacked=1"

_TAGS = (
    "<script>{run}</script>",
    "<img src=x onerror={run}>",
    "<svg onload={run}>",
    "<body onload={run}>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<details open ontoggle={run}>",
    "<input autofocus onfocus={run}>",
    "<video><source onerror={run}></video>",
    "<math><mtext><script>{run}</script></mtext></math>",
    "<a href=javascript:{run}>x</a>",
    "<style>@keyframes x{{}}</style><b onanimationend={run}>",
    "<object data=javascript:{run}></object>",
    "<template><script>{run}</script></template>",
    "<marquee onstart={run}>",
    "<button formaction=javascript:{run}>x</button>",
    "{{{{ 7*7 }}}}{{% raw %}}<script>{run}</script>",
    "${{{run}}}",
    "javascript:{run}//",
    "onmouseover={run} ",
    "%3Cscript%3E{run}%3C/script%3E",
)
_WRAPPED = (
    "{0}",
    '">{0}',
    "'>{0}",
    "</title>{0}",
    "</script>{0}",
    "</textarea>{0}",
    "-->{0}",
    "]]>{0}",
    '\\">{0}',
    "&quot;&gt;{0}",
    "A{0}012",
    "\u202e{0}",
    "=cmd|{0}",
    "{0}<!--",
    "<<{0}",
)


def payloads() -> list[str]:
    """All of them, in a fixed order."""
    tags = [tag.format(run=_RUN) for tag in _TAGS]
    return [wrapping.replace("{0}", tag) for tag in tags for wrapping in _WRAPPED]
