"""`python -m opinionmine`."""

from opinionmine.cli import main

main(prog_name="opinionmine")
