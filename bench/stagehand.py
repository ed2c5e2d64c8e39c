"""`python -m bench.stagehand CATALOGUE`: makes a database and keeps it as a measurement wants it.

Prints the bearers of the place's machines as one line of JSON, then answers every line with `ok` when it is done:
`{"waiting": N}` lets exactly so many wait, `{"past": N}` adds so many of days gone by. Stays, because starting is slow.
"""

from __future__ import annotations

import json
import sys

from bench.drills.furnish import furnish
from bench.fill import fill, open_all, remember
from queue_app import create_app, product_time

WORK = {"waiting": fill, "past": remember}

if __name__ == "__main__":
    app = create_app()
    bearers = furnish(app, sys.argv[1])
    with app.app_context():
        product_time.agree(app.extensions["config"])
        open_all()
        print(json.dumps(bearers), flush=True)
        for line in sys.stdin:
            for what, how_many in json.loads(line).items():
                WORK[what](how_many)
            print("ok", flush=True)
