"""One training of the benches."""

import json
import sys

from training import graphed, timed, training

given = json.loads(sys.argv[1])
step = training(given["network"], given["size"], given["device"], **given["options"])
print(json.dumps(timed(graphed(step) if given["graph"] else step, given["device"])))
