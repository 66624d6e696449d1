"""Labels, codebooks and texts in the forms of other programs."""
