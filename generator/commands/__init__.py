"""One module per command, or per group of commands; `cli.py` names each in one line."""
