"""One module per kind of entry: facts and `from_spec`."""
