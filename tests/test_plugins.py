import json
import os
import shutil
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

import opinionmine
from conftest import CORPUS, ROOT
from opinionmine import plugins as doors
from opinionmine.cli import COMMANDS, main
from opinionmine.errors import NotThisLayout, PluginError
from opinionmine.japanese.tokenize import Token
from opinionmine.plugins import Blocks, Command, Hooks, gather, hookimpl
from opinionmine.records import Locator, TextBlock

FREE = str(CORPUS / "free-34.jsonl")
EXAMPLE = ROOT / "examples" / "opinionmine-sudachi-knn"


class Mail:
    """A plugin of every kind but a classifier."""

    @hookimpl
    def opinionmine_read(self, content, source, limits):
        if source.endswith(".eml"):
            _, _, body = content.decode().partition("\n\n")
            return Blocks(
                "message/rfc822", [TextBlock(line, Locator(line=n)) for n, line in enumerate(body.split("\n"), 1)]
            )
        return None

    @hookimpl
    def opinionmine_layouts(self):
        return {"none_of_it": self.refuse}

    @staticmethod
    def refuse(grid, context):
        raise NotThisLayout("none of it")

    @hookimpl
    def opinionmine_tokenizers(self):
        return {"letters": lambda text: [Token(sign, sign, "名詞", i, i + 1, sign) for i, sign in enumerate(text)]}

    @hookimpl
    def opinionmine_writers(self):
        return {".txt": lambda report, summary, codebook: report.title.encode()}

    @hookimpl
    def opinionmine_commands(self):
        @click.command()
        def greet():
            click.echo("こんにちは")

        return {"greet": Command("Say hello.  あいさつする", lambda: greet)}


@pytest.fixture
def mail():
    plugin = Mail()
    doors.plugins().register(plugin)
    yield plugin
    doors.plugins().unregister(plugin)


def test_what_is_built_in_enters_by_the_same_doors():
    assert {hook: list(gather(hook)) for hook in ("layouts", "tokenizers", "classifiers", "writers")} == {
        "layouts": ["grades_as_rows", "grades_as_columns", "marks_by_line", "remarks"],
        "tokenizers": ["unidic"],
        "classifiers": ["default", "light"],
        "writers": [".html", ".htm", ".xlsx", ".docx", ".md", ".json"],
    }
    assert list(gather("commands")) == list(COMMANDS)


def test_every_door_opens(mail, tmp_path):
    letter = tmp_path / "letter.eml"
    letter.write_text("From: a\nSubject: b\n\n委員からの意見\n・研修を続けてほしい。\n", "utf-8")
    document = opinionmine.read_document(letter)
    assert (document.media_type, document.blocks[0].text) == ("message/rfc822", "委員からの意見")
    assert [o.text for o in opinionmine.parse_sheet(document).opinions] == ["研修を続けてほしい。"]
    result = CliRunner().invoke(main, ["report", str(letter), "--model", "light", "-o", str(tmp_path / "r.txt")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "r.txt").read_text("utf-8")
    assert "none_of_it" in gather("layouts")
    names = opinionmine.ThemeVectorizer(["word"], tokenizer="letters", min_df=1).fit(["あい"]).get_feature_names_out()
    assert list(names) == ["word:あ", "word:あ い", "word:い"]
    assert CliRunner().invoke(main, ["greet"]).output == "こんにちは\n"
    assert "Say hello.  あいさつする" in CliRunner().invoke(main, ["--help"]).output


def test_two_plugins_of_one_name_are_refused(mail):
    other = Mail()
    doors.plugins().register(other)
    try:
        with pytest.raises(PluginError, match="Two plugins offer 「greet」 among the commands"):
            gather("commands")
    finally:
        doors.plugins().unregister(other)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", FREE, "-o", "m", "--classifier", "lihgt"], "「lihgt」 is not one of the classifiers; did you mean 「light」?"),
        (["train", FREE, "-o", "m", "--classifier", "light", "--light"], "--light is --classifier light"),
        (["words", FREE, "--tokenizer", "sudachy"], "「sudachy」 is not one of the tokenizers; known are unidic"),
        (["grete"], "No such command 「grete」"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_there_is_one_sentence(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2 and message in result.output and "Traceback" not in result.output


def test_every_hook_is_in_the_docs():
    text = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    assert [name for name in vars(Hooks) if name.startswith("opinionmine_") and name not in text] == []


@pytest.fixture(scope="session")
def with_example(tmp_path_factory):
    """The example plugin, built and installed by pip into a folder of its own; gives a way to run opinionmine with it."""
    pytest.importorskip("sudachipy")
    pytest.importorskip("hatchling")
    source, target = tmp_path_factory.mktemp("source") / "plugin", tmp_path_factory.mktemp("site")
    shutil.copytree(EXAMPLE, source)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "--target", str(target), str(source)], check=True)

    def run(*arguments):
        path = os.pathsep.join([str(target), *filter(None, [os.environ.get("PYTHONPATH")])])
        command = [sys.executable, "-m", "opinionmine", *map(str, arguments)]
        return subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)

    return run


def test_the_example_plugin_is_installed_and_used(with_example, tmp_path):
    assert "opinionmine-sudachi-knn 0.1.0" in with_example("doctor").stdout
    (tmp_path / "comments.csv").write_text("意見\n民生委員が家を回る\n民生委員のなり手がいない\n", "utf-8")
    counted = with_example("words", tmp_path / "comments.csv", "--tokenizer", "sudachi").stdout.splitlines()
    assert counted[1:3] == ["委員,委員,名詞,2,2,153.84615384615384", "民生,民生,名詞,2,2,153.84615384615384"]
    corpus = tmp_path / "corpus.jsonl"
    rows = [json.loads(line) for line in (CORPUS / "free-34.jsonl").read_text("utf-8").splitlines()]
    corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[:120]), "utf-8")
    model = tmp_path / "model"
    trained = with_example("train", corpus, "-o", model, "--classifier", "knn")
    assert trained.returncode == 0, trained.stderr
    assert json.loads((model / "model.json").read_text("utf-8"))["classifier"] == "knn"
    known = next(row for row in rows[:120] if row["themes"])
    coded = [
        with_example("classify", "--text", known["text"], "--text", "特になし", "--model", model, "--format", "jsonl")
        for _ in "12"
    ]
    assert coded[0].stdout == coded[1].stdout
    first, second = map(json.loads, coded[0].stdout.splitlines())
    # The text itself is among its five neighbours, with the score of a fifth at least.
    assert all(first["scores"][theme] >= 0.2 for theme in known["themes"]) and second["outcome"] == "none"
    assert all(known["text"][e["start"] : e["end"]] == e["text"] for e in first["evidence"])
    judged = with_example("evaluate", model, corpus, "--folds", "3")
    assert judged.returncode == 0 and "# Model knn-5-" in judged.stdout, judged.stderr
    refused = with_example("explain", known["text"], "--model", model)
    assert refused.returncode == 2 and "explain works only with a model" in refused.stderr


def test_a_model_whose_plugin_is_gone_is_one_sentence(tmp_path):
    (tmp_path / "model.json").write_text(
        json.dumps({"format": "opinionmine-model", "format_version": 3, "classifier": "knn", "model_id": "x"}), "utf-8"
    )
    result = CliRunner().invoke(main, ["classify", "--text", "研修", "--model", str(tmp_path)])
    assert result.exit_code == 2 and "by the classifier 「knn」 of a plugin, which is not installed" in result.output
