"""The hall plan and the server's settings. Imports none of the other rooms."""

__version__ = "0.1.0"
