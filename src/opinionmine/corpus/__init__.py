"""From many opinions to a description of what they say."""
