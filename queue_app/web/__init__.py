"""Tools for doors: who may enter, how a no is said, what a request may carry, how a page is kept
safe.

`web.setup.install_web(app, config)` wires all of it; a door then uses `audience`, `body`, `forms`,
`limits`, `language`.
"""
