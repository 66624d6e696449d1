from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from opinionmine.cli import main
from opinionmine.errors import CodebookError
from opinionmine.themes.codebook import load_codebook, parse_codebook
from opinionmine.themes.new_codebook import new_codebook, render_yaml
from opinionmine.yaml_lines import read_yaml

GOOD = """id: small
version: 1
themes:
  - {id: training, ja: 研修, en: Training, definition: Learning.}
  - {id: rights, ja: 権利, en: Rights, definition: Dignity., exclude: {learning about it: training}}
stances:
  - {id: request, sign: something is asked for}
"""


def test_the_default_codebook(codebook):
    assert len(codebook.themes) == 16 and len(codebook.boundaries) == 13
    assert [s.sign_id for s in codebook.stances] == ["request", "question", "praise", "concern", "report", "none"]
    assert next(s.sign for s in codebook.stances if s.sign_id == "question") == "an answer, not an action, is wanted"
    assert all(theme.cues for theme in codebook.themes)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "definition: Learning.",
            "defnition: Learning.",
            "line 4: 「defnition」 is not a key here; did you mean 「definition」?",
        ),
        ("id: rights", "id: training", "line 5: the theme id 「training」 stands twice"),
        (
            "it: training",
            "it: trainning",
            "line 5: 「trainning」 is not a theme of this codebook; did you mean 「training」?",
        ),
        ("version: 1", "version: one", "line 2: version is 「one」; expected a whole number"),
        ("id: rights", "id: ｒｉｇｈｔｓ", "line 5: the id 「ｒｉｇｈｔｓ」 must be lower-case letters"),
        (
            "sign: something is asked for",
            "sign: an answer, not an action",
            "line 7: 「not an action」 is not a key here",
        ),
        ("version: 1", "version: 1\nversion: 2", "line 3: 「version」 stands twice (first in line 2)"),
        ("id: small", "id: !!python/object/apply:os.system [ls]", "line 1: the tag tag:yaml.org,2002:python"),
        ("id: small", "id: &a small", "line 1: anchors and aliases"),
        ("ja: 研修,", "ja: 研修", "line 4"),
        ("themes:", "themes: []\nother:", "「other」 is not a key here"),
        (
            "stances:\n  - {id: request, sign: something is asked for}",
            "stances: []",
            "line 6: no stance is defined; expected at least one entry",
        ),
    ],
)
def test_a_faulty_codebook_is_named_with_its_line(tmp_path, old, new, message):
    assert old in GOOD
    path = tmp_path / "codebook.yaml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(CodebookError) as error:
        load_codebook(path)
    assert message in str(error.value)
    result = CliRunner().invoke(main, ["codebook", "check", str(path)])
    assert result.exit_code == 2 and result.stderr.count("\n") == 1


def test_codebook_check_and_show(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text(GOOD, "utf-8")
    assert "2 themes, 1 stances" in CliRunner().invoke(main, ["codebook", "check", str(path)]).stdout
    assert (
        "| training | 研修 | Training | Learning. |" in CliRunner().invoke(main, ["codebook", "show", str(path)]).stdout
    )


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_init_writes_a_codebook_that_passes_check(here):
    assert run("codebook", "init", "--themes", "交通、見守り, 子どもの居場所，🚌").exit_code == 0
    codebook = load_codebook("codebook.yaml")
    assert [(t.theme_id, t.ja, t.cues) for t in codebook.themes] == [
        ("koutuu", "交通", ("交通",)),
        ("mimamori", "見守り", ("見守り",)),
        ("kodomo_no_i_basyo", "子どもの居場所", ("子どもの居場所",)),
        ("theme_4", "🚌", ("🚌",)),
    ]
    assert (codebook.codebook_id, codebook.version, len(codebook.stances)) == ("my-codebook", 1, 5)
    assert "4 themes, 5 stances" in run("codebook", "check", "codebook.yaml").stdout
    text = Path("codebook.yaml").read_text("utf-8")
    again = run("codebook", "init")
    assert (again.exit_code, again.stderr.count("\n")) == (2, 1) and "it is not overwritten" in again.stderr
    assert Path("codebook.yaml").read_text("utf-8") == text


def test_init_proposes_words_of_the_comments(here):
    Path("c.csv").write_text(
        "意見\n見守りの子供とバス\n子どもの見守り\n子どもがバスで\n特になし\n特になし\nバス\n", "utf-8"
    )
    assert run("codebook", "init", "-o", "mine.yaml", "--themes", "見守り,交通", "--from", "c.csv").exit_code == 0
    comments = [line.strip() for line in Path("mine.yaml").read_text("utf-8").splitlines() if "#" in line][10:]
    assert comments[:5] == [
        "#",
        "# Proposed cues: the commonest words of c.csv, and in how many of its 4 comments they stand.",
        "# 手がかりの候補：よく出る語と、その語がある意見の件数",
        "# Move what speaks for a theme into its cues. テーマの手がかりになる語を cues に移してください。",
        "# バス 3, 子ども 3",
    ]
    assert "# Proposed, from 2 comments that say 見守り. 候補: 子ども 2" in comments
    assert load_codebook("mine.yaml").codebook_id == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--themes", " , 、"], "--themes names none; expected such as --themes '交通, 見守り' (テーマ名を指定してください)."),
        (["--themes", "交通,交通"], "--themes: 「交通」 stands twice. Name each theme once (同じテーマが二度あります)."),
        (["-o", "mine.txt"], "mine.txt: a codebook is written as .yaml. Choose this ending (拡張子は .yaml です)."),
        (["-o", "no/mine.yaml"], "no/mine.yaml: there is no folder no. Make it first, or choose another place."),
        (["--from", "none.csv"], "none.csv: no such file. Check the name and the folder "
         "(ファイルが見つかりません。名前とフォルダーを確かめてください)."),
    ],
)  # fmt: skip
def test_init_says_what_is_wrong_and_writes_nothing(here, arguments, message):
    result = run("codebook", "init", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"opinionmine: {message}\n")
    assert list(here.iterdir()) == []


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8).filter(lambda t: t.strip()),
        st.lists(st.text(min_size=1, max_size=6).filter(str.strip), max_size=3),
    )
)
@settings(deadline=None)
def test_whatever_themes_are_called_the_codebook_can_be_read(cues_of):
    # YAML cannot hold a control character or half a pair of surrogates; such names never come out of a text file.
    cues_of = {_printable(name): list(map(_printable, cues)) for name, cues in cues_of.items()} or {"交通": []}
    made = new_codebook("mine", cues_of)
    read = parse_codebook(read_yaml(render_yaml(made, ["a\nb: [c"]), "c.yaml"), "c.yaml")
    assert [(t.theme_id, t.ja, list(t.cues)) for t in read.themes] == [
        (t.theme_id, t.ja, list(t.cues)) for t in made.themes
    ]


def _printable(text):
    return "".join(c if c.isprintable() else "・" for c in text)


def test_import_and_export_of_coding_rules(here):
    rules = "＊交通\nバス\nor '乗合 タクシー'\n\n＊人と車\n人 and 車\n"
    Path("rules.txt").write_bytes(rules.encode("cp932"))
    result = run("codebook", "import", "rules.txt", "-o", "mine.yaml")
    assert result.exit_code == 0
    assert result.stderr == (
        "mine.yaml: 2 themes, 1 with cues.\n1 codes ask more than words joined by or and have no cues: 人と車. "
        "Code with --rules rules.txt --codebook mine.yaml (複雑な条件は --rules で使えます).\n"
    )
    assert [(t.theme_id, t.ja, t.cues) for t in load_codebook("mine.yaml").themes] == [
        ("koutuu", "交通", ("バス", "乗合 タクシー")),
        ("hito_to_kuruma", "人と車", ()),
    ]
    exported = run("codebook", "export", "mine.yaml")
    assert exported.stdout == "＊交通\nバス\nor '乗合 タクシー'\n"
    assert exported.stderr == "Left out, since they have no cues: 人と車 (手がかりがないため除きました).\n"
    assert "it is not overwritten" in run("codebook", "import", "rules.txt", "-o", "mine.yaml").stderr
    assert "this is the input" in run("codebook", "export", "mine.yaml", "-o", "mine.yaml").stderr
    Path("small.yaml").write_text(GOOD, "utf-8")
    assert "no theme has cues" in run("codebook", "export", "small.yaml").stderr


LABELS = [
    ("バスの本数が少ない", "koutuu"), ("電車が遠くて困る", "koutuu"), ("子どもの見守りに感謝", "mimamori"),
    ("登校の見守りを続けて", "mimamori"), ("広報が届かない", "zyouhou_hassin"), ("催しを広報で知った", "zyouhou_hassin"),
]  # fmt: skip
