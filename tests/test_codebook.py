import pytest
from click.testing import CliRunner

from opinionmine.cli import main
from opinionmine.errors import CodebookError
from opinionmine.themes.codebook import load_codebook

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
