"""One module per kind of entry: frozen dataclasses and `from_spec`."""
