"""From themes and goals to associations: which ratings stand beside which theme."""
