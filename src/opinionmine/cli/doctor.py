"""`opinionmine doctor`."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Callable
from importlib import metadata

import click

_PACKAGES = ("fugashi", "unidic-lite", "scikit-learn", "scipy", "numpy", "click", "jinja2", "pyyaml")


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check versions, dictionary, model and fonts, and say what to do where something is missing.

    動作環境を点検し、足りないものがあれば対処を示します。
    """
    checks: list[tuple[str, Callable[[], str], str]] = [
        ("packages", _versions, "pip install --upgrade opinionmine"),
        ("dictionary", _dictionary, "pip install --force-reinstall fugashi unidic-lite"),
        ("codebook", _codebook, "pip install --force-reinstall opinionmine"),
        ("model", _model, "pip install --force-reinstall opinionmine, or in a checkout: make model"),
        ("pictures", _pictures, "pip install --force-reinstall altair networkx vl-convert-python"),
    ]
    click.echo(f"ok       python      {platform.python_version()} on {platform.system()}")
    failed = False
    for name, check, remedy in checks:
        try:
            click.echo(f"ok       {name:<11} {check()}")
        except Exception as error:  # the doctor's work is to name whatever is wrong
            failed = True
            click.echo(f"missing  {name:<11} {error.__class__.__name__}: {error}\n         do this: {remedy}")
    click.echo(_vectors())
    click.echo(_plugins())
    click.echo(_fonts())
    if failed:
        ctx.exit(2)


def _versions() -> str:
    return ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)


def _dictionary() -> str:
    from opinionmine.japanese.tokenize import tokenize

    lemmas = [token.lemma for token in tokenize("居場所が増えた")]
    if lemmas != ["居場所", "が", "増える", "た"]:
        raise ValueError(f"居場所が増えた was cut into {lemmas}")
    return "UniDic found: 居場所が増えた → " + " / ".join(lemmas)


def _codebook() -> str:
    from opinionmine.themes.codebook import load_codebook

    codebook = load_codebook()
    return f"{codebook.codebook_id}, version {codebook.version}, {len(codebook.themes)} themes"


def _vectors() -> str:
    """Nothing fails without the sentence encoder: the light model stands in."""
    from opinionmine.themes.vectors import find_vectorizer, how_to_get_vectors

    if vectorizer := find_vectorizer():
        return f"ok       vectors     {vectorizer.name}"
    return (
        "without  vectors     the sentence encoder is not here, or has other weights; the light model is used\n"
        f"         do this: {how_to_get_vectors()}"
    )


def _model() -> str:
    from opinionmine.themes.model_file import load_model

    model = load_model()
    return f"{model.model_id}, {model.facts['n_opinions']} opinions"


def _plugins() -> str:
    from opinionmine.errors import PluginError
    from opinionmine.plugins import installed, plugins

    try:
        plugins()
    except PluginError as error:
        return f"missing  plugins     {error}"
    return f"ok       plugins     {', '.join(installed()) or 'none beside what comes with opinionmine'}"


def _pictures() -> str:
    from opinionmine.reporting.pictures import Bar, Part, stacked_bars

    picture = stacked_bars("doctor", "点検", [Bar("市", (1,))], [Part("◎", "◎", 0)], share=True, axis="")
    return f"a bar of ◎ drawn, {len(picture.svg())} characters of SVG and {len(picture.png())} bytes of PNG"


def _fonts() -> str:
    """The report asks the browser for a Japanese font; Windows and macOS always have one."""
    if platform.system() in ("Windows", "Darwin"):
        return "ok       fonts       the system brings Japanese fonts"
    if not shutil.which("fc-list"):
        return "unknown  fonts       fc-list not found; if reports show boxes, install a font such as Noto Sans CJK JP"
    found = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    if first := next((line for line in sorted(found) if line), ""):
        return f"ok       fonts       {first}"
    return "missing  fonts       no Japanese font\n         do this: install Noto Sans CJK JP (package fonts-noto-cjk)"
