"""From a string to sentences, tokens and fiscal years; offsets always point into the text as printed."""
