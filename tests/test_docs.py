"""The pages: every command and program in them is run, everything public is described, and the site is made from them."""

import doctest
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
import yaml
from threadpoolctl import threadpool_limits

import opinionmine
from conftest import ROOT
from opinionmine import records
from opinionmine.cli import COMMANDS
from opinionmine.plugins import Hooks

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "README.ja.md"]
PAGES += sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
BASH = shutil.which("bash")

# Lines of a block that install or test opinionmine, which is here already.
INSTALLS = re.compile(r"(make|git clone|pip|python -m (venv|pip|pytest))\b|(\. )?\.venv")
# What is shown and not run; where it has a form, it follows it.
SHOWN = {
    "text": str,
    "csv": str,
    "yaml": yaml.safe_load,
    "toml": tomllib.loads,
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
}


class Block(NamedTuple):
    """A fenced block: the line of its fence, what stands behind the fence, and its text."""

    line: int
    kind: str
    file: str
    text: str


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def read_blocks(page):
    """The fenced blocks of a page; a fence is closed by one that is as long."""
    blocks, opened = [], None
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        fence = re.match(r" {0,3}(`{3,})\s*(\S*)\s*(\S*)", line)
        if opened is None and fence:
            opened, start, kind, file, lines = fence[1], number, fence[2], fence[3], []
        elif opened is not None and line.strip() == opened:
            blocks.append(Block(start, kind, file, "\n".join(lines) + "\n"))
            opened = None
        elif opened is not None:
            lines.append(line)
    assert opened is None, f"{name_of(page)}, line {start}: this block is never closed"
    return blocks


def is_run(block):
    return block.kind in ("sh", "python")


class Reader:
    """Somebody who types what a page says, in a copy of docs/examples beside the folders of the repository."""

    def __init__(self, page, folder):
        self.page, self.folder, self.names = page, folder, {"__name__": "__main__"}
        shutil.copytree(DOCS / "examples", folder, dirs_exist_ok=True)
        for shared in ("corpora", "src"):
            (folder / shared).symlink_to(ROOT / shared)
        programs = folder.parent / "bin"
        programs.mkdir()
        for program, arguments in (("opinionmine", "-m opinionmine"), ("python", "")):
            (programs / program).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
            (programs / program).chmod(0o755)
        paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.environment = os.environ | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(paths),
            "OPENBLAS_NUM_THREADS": "1",  # threads cost more than such small sums
        }
        self.here = folder

    def fail(self, line, what):
        pytest.fail(f"{name_of(self.page)}, line {line}: {what}", pytrace=False)

    def read(self, block):
        if block.kind.startswith("{"):
            return  # of the site, such as a list of pages
        if block.kind not in ("sh", "python", *SHOWN):
            self.fail(
                block.line, f"「{block.kind}」 is no kind of block here; known are sh, python, {', '.join(SHOWN)}"
            )
        if block.file:
            (self.here / block.file).write_text(block.text, "utf-8")
        elif block.kind == "sh":
            self.type(block)
        elif block.kind == "python":
            self.run(block)
        else:
            self.check_form(block)

    def check_form(self, block):
        try:
            SHOWN[block.kind](block.text)
        except ValueError as error:
            self.fail(block.line, f"this is not {block.kind}: {error}")
        except yaml.YAMLError as error:
            self.fail(block.line, f"this is not yaml: {error}")

    def type(self, block):
        """Type the lines into one shell; the next block goes on in the folder that this one ends in."""
        typed = "\n".join("" if INSTALLS.match(line) else line for line in block.text.splitlines())
        ending = self.folder.parent / "ending"
        done = subprocess.run(
            [BASH, "-euo", "pipefail", "-c", f"trap 'echo \"$LINENO\" > {ending}' ERR\n{typed}\npwd > {ending}"],
            cwd=self.here, env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        said = ending.read_text("utf-8").strip() if ending.exists() else "1"
        if done.returncode:
            # The trap takes one line before the block, as its fence does.
            line = block.line + int(said) - 1 if said.isdecimal() else block.line
            self.fail(line, f"exit status {done.returncode}\n{block.text}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
        self.here = type(self.here)(said)

    def run(self, block):
        """Run a program, or hold a dialogue (>>>) against what it says; all blocks of a page share their names."""
        if ">>> " not in block.text:
            # Line numbers of a traceback are those of the page.
            exec(compile("\n" * block.line + block.text, str(self.page), "exec"), self.names)
            return
        test = doctest.DocTestParser().get_doctest(
            block.text, self.names, name_of(self.page), str(self.page), block.line
        )
        runner, said = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE), io.StringIO()
        if runner.run(test, out=said.write, clear_globs=False).failed:
            self.fail(block.line, f"something else came out\n{said.getvalue()}")
        self.names = test.globs


@pytest.mark.parametrize("page", [page for page in PAGES if read_blocks(page)], ids=name_of)
def test_what_a_page_says_works(page, tmp_path, monkeypatch):
    blocks = read_blocks(page)
    if BASH is None and any(block.kind == "sh" for block in blocks):
        pytest.skip("no bash here")
    folder = tmp_path / "work"
    reader = Reader(page, folder)
    monkeypatch.chdir(folder)
    import scipy.linalg  # noqa: F401 - a limit holds for libraries that are loaded

    with threadpool_limits(1):
        for block in blocks:
            reader.read(block)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("```sh\nls\n```\n", [Block(1, "sh", "", "ls\n")]),
        ("文\n\n```csv a.csv\nid,意見\n```", [Block(3, "csv", "a.csv", "id,意見\n")]),
        ("````text\n```\n````\n", [Block(1, "text", "", "```\n")]),
        ("`code` ``` no fence\n", []),
    ],
)
def test_blocks_are_found(tmp_path, text, blocks):
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    assert read_blocks(page) == blocks


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("文\n\n```sh\ntrue\nls nothing\n```\n", "docs/page.md, line 5: exit status "),
        ("```python\n>>> 1 + 1\n3\n```\n", "docs/page.md, line 1: something else came out"),
        ("```bash\nls\n```\n", "docs/page.md, line 1: 「bash」 is no kind of block here"),
        ("```jsonl\n{]\n```\n", "docs/page.md, line 1: this is not jsonl"),
    ],
)
@pytest.mark.skipif(BASH is None, reason="no bash here")
def test_a_fault_is_named_with_its_line(tmp_path, monkeypatch, text, message):
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    reader = Reader(page, tmp_path / "work")
    monkeypatch.setattr(sys.modules[__name__], "name_of", lambda page: f"docs/{page.name}")
    with pytest.raises(pytest.fail.Exception, match=re.escape(message)):
        reader.read(read_blocks(page)[0])


def test_a_block_goes_on_where_the_last_one_ended(tmp_path):
    if BASH is None:
        pytest.skip("no bash here")
    reader = Reader(DOCS / "index.md", tmp_path / "work")
    reader.read(Block(1, "sh", "", "mkdir a\ncd a\n"))
    reader.read(Block(5, "sh", "", "touch b\n"))
    assert (tmp_path / "work" / "a" / "b").exists()


def write_commands():
    """docs/write_commands.py, which is no module of the package."""
    spec = importlib.util.spec_from_file_location("write_commands", DOCS / "write_commands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_what_they_say_of_themselves():
    module = write_commands()
    assert module.PAGE.read_text("utf-8") == module.render_commands(), "write it anew: make docs"


def test_every_option_is_explained():
    unexplained = re.findall(r"^\| `(-.*)` \| *\|$", write_commands().render_commands(), re.MULTILINE)
    # Their choices say what they do.
    assert set(unexplained) <= {"--format [text\\|json]", "--workers INTEGER RANGE", "--folds INTEGER RANGE"}


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("reference/commands.md", COMMANDS),
        ("reference/python.md", opinionmine.__all__),
        ("plugins.md", [name for name in vars(Hooks) if name.startswith("opinionmine_")]),
    ],
)
def test_everything_public_is_described(page, names):
    text = (DOCS / page).read_text("utf-8")
    assert [name for name in names if not re.search(rf"[`\[]{name}\b", text)] == []


def test_the_messages_that_a_page_explains_are_those_of_the_commands():
    page = (DOCS / "ja" / "questions.md").read_text("utf-8")
    messages = re.findall(r"^### (.*)$", page.split("## 画面に出る言葉")[1].split("\n## ")[0], re.MULTILINE)
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "src" / "opinionmine").rglob("*.py"))
    assert len(messages) > 10
    assert [message for message in messages if message not in sources] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files_on_a_code_host_too(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


class Loaded(HTMLParser):
    """What a page loads by itself; links that a reader may follow are not among it."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag != "a":
            self.addresses += [given[name] for name in ("src", "href", "data", "srcset", "action") if given.get(name)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("sphinx", reason="the site is made with: pip install -e '.[docs]'")
    pytest.importorskip("myst_parser")
    built = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-d", built / "trees", DOCS, built / "html"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return built / "html"


def test_the_site_loads_nothing_from_the_network(site):
    for page in site.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        assert [address for address in loaded.addresses if re.match(r"(\w+:)?//", address)] == [], page.name
    for sheet in site.rglob("*.css"):
        assert re.findall(r"(?:url\(|@import)\s*['\"]?(?:\w+:)?//[^)\s]*", sheet.read_text("utf-8")) == [], sheet.name


def test_the_site_describes_everything_public(site):
    from sphinx.util.inventory import InventoryFile

    with open(site / "objects.inv", "rb") as inventory:
        found = InventoryFile.load(inventory, "", os.path.join)
    described = {name for kind in found.values() for name in kind}
    names = [
        f"opinionmine.{name}"
        for name in opinionmine.__all__
        if name not in (*records.__all__, "OpinionmineError", "hookimpl")
    ]
    names += [f"opinionmine.records.{name}" for name in records.__all__ if isinstance(getattr(records, name), type)]
    names += [f"opinionmine.plugins.Hooks.{name}" for name in vars(Hooks) if name.startswith("opinionmine_")]
    assert [name for name in [*names, "opinionmine.errors.OpinionmineError"] if name not in described] == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("判定できず", "よくある質問"),
        ("市民の縮図", "報告書の読み方"),
        ("bootstrap", "Statistics"),
        ("wheels", "はじめに"),
    ],
)
def test_search_finds_both_languages(site, chromium, asked, expected):
    page = chromium.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{(site / 'search.html').as_uri()}?q={asked}")
    page.wait_for_selector("#search-results ul.search li", timeout=20_000)
    page.wait_for_function("!document.querySelector('#search-progress')?.textContent.includes('Searching')")
    titles = page.locator("#search-results ul.search li > a").all_inner_texts()
    page.close()
    assert expected in titles
    assert [url for url in requests if not url.startswith("file:")] == []
