"""How gunicorn serves GMSC; gunicorn reads this by itself from the folder it starts in."""

import signal

worker_class = "gevent"
workers = 1  # the sockets live in its memory; more processes are more gunicorns behind a proxy
worker_connections = 8000
graceful_timeout = 5  # seconds; open sockets never end by themselves, and screens reconnect
control_socket_disable = True  # a door that nobody needs


def post_worker_init(_worker: object) -> None:
    """Leave Ctrl-C, which a terminal sends to everybody, to the parent: it ends the worker once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
