"""Deterministic zips for Lambda.

    Model --wanted.wanted--> [Wanted]           one per package, Python and architecture, with the handlers in it
          --contents.contents--> [Entry]        its files, by ast over what they import, and its wheels
          --build.build--> Build                dist/<package>.zip, dist/packages.json; nothing where nothing changed
          --upload.upload--> S3                 what is not there yet, and packages.auto.tfvars.json, which Terraform reads

What goes in
- `handlers/<package>/`, whole: data files too, without caches and hidden files.
- Not the answers that `collectiq dev` gives for sites, `fixtures/<host>/<METHOD>/<path>.json` in the folder of a Python handler's module, nor,
  where no environment has `mocks`, those for services, `fixtures/<operation>.json`.
- Of everything else below `handlers/` only the modules that are imported, found by Python's own ast, with the
  `__init__.py` on the way, and the data files that lie in those modules' folders.
- Of `handlers/requirements.txt` only the distributions that provide an imported module, and what those require. It is
  one lock for all, with a hash for each file, as `uv pip compile --generate-hashes` writes it. Wheels come for the
  function's Python and architecture, whatever machine this runs on.
- What `handlers/<package>/requirements.txt` names beside: a name (and extras) each line, versions are the lock's. It is
  for what no reader of the text can know: a module imported by a name computed at run time (which is a warning without
  such a file), an optional dependency of a dependency. boto3 and botocore are part of Lambda's runtime and stay out unless they are named there.
- What is not Python: `handlers/<package>/` as it stands.

The same bytes everywhere
- Paths sorted, all dated 1980-01-01, modes 0644 and 0755, no folders, no .pyc.
- The user's files are stored, not compressed: zlib and its replacements compress differently from version to version. Files of
  wheels keep the bytes that their publisher compressed, so the heavy part is small, and nothing is compressed here at all.

Known costs: all wheels of the lock are downloaded once for each Python and architecture, for only a wheel says which
modules it provides. They stay in `dist/.wheels/`, which may be deleted at any time, as everything in `dist/`.
"""
