"""Japanese text mining for municipal welfare feedback: themes, ratings and an audit of the prose."""

__version__ = "0.1.0"
