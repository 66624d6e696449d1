"""From a file to a Document, and from rows of a comment list to opinions."""
