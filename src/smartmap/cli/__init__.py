"""The ``smartmap`` command: parse, call, print."""
