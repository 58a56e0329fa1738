"""Fills in templates as Home Assistant does: by Jinja2, which is not ours. A
line in is {"template":..., "value":...}, a line out the text it becomes."""
import datetime
import json
import sys

import jinja2

environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
environment.globals["now"] = datetime.datetime.now
for line in sys.stdin:
    asked = json.loads(line)
    known = {"value": asked["value"]}
    try:
        known["value_json"] = json.loads(asked["value"])
    except ValueError:
        pass
    print(environment.from_string(asked["template"]).render(known), flush=True)
