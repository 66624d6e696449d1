"""From results to pages: first plain facts, then paint."""
