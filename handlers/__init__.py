"""The functions of the reference system: one package each, and `shared` for what several of them need."""
