"""The transform of SAM: template.yaml in, CloudFormation on standard output. It asks AWS for managed policies, which none is used of."""

import json
from pathlib import Path
from types import SimpleNamespace

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

template = yaml_parse(Path("template.yaml").read_text(encoding="utf-8"))
print(json.dumps(transform(template, {}, SimpleNamespace(load=dict)), indent=1))
