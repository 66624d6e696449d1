"""REFI-QDA: what is written follows the published schemas, and what other programs write is read."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opinionmine.errors import CodebookError, DocumentError
from opinionmine.exchange.checks import check_rows
from opinionmine.exchange.codebooks import read_any_codebook, render_any_codebook
from opinionmine.exchange.labels import find_form, render_labels
from opinionmine.exchange.refi_codebook import read_codebook, write_codebook
from opinionmine.records import Annotation, Boundary, Codebook, Evidence, Example, LabelItem, Opinion, Sign, Theme
from opinionmine.themes.codebook import load_codebook, parse_codebook
from opinionmine.themes.codebook_file import render_codebook_file
from opinionmine.yaml_lines import read_yaml
from test_exchange import BOOK, label_items, many

# What the schemas say of the elements that are written here (QDA-XML 1.0, Project-mrt2019.xsd and Codebook.xsd): children in this order,
# ? at most one, * any number, + at least one; attributes with their type, ! where it must be there.
PROJECT = {
    "Project": ("Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? NoteRef*",
                "name:string! origin:string creatingUserGUID:guid creationDateTime:time modifyingUserGUID:guid "
                "modifiedDateTime:time basePath:string"),
    "Users": ("User+", ""),
    "User": ("", "guid:guid! name:string id:string"),
    "CodeBook": ("Codes", ""),
    "Codes": ("Code+", ""),
    "Code": ("Description? NoteRef* Code*", "guid:guid! name:string! isCodable:bool! color:rgb"),
    "Description": ("", ""),
    "Variables": ("Variable+", ""),
    "Variable": ("Description?", "guid:guid! name:string! typeOfVariable:kind!"),
    "Sources": ("TextSource+", ""),
    "TextSource": ("Description? PlainTextContent? PlainTextSelection* Coding* NoteRef* VariableValue*",
                   "guid:guid! name:string richTextPath:string plainTextPath:string creatingUser:guid creationDateTime:time modifyingUser:guid "
                   "modifiedDateTime:time"),
    "PlainTextSelection": ("Description? Coding* NoteRef*",
                           "guid:guid! name:string startPosition:integer! endPosition:integer! creatingUser:guid creationDateTime:time "
                           "modifyingUser:guid modifiedDateTime:time"),
    "Coding": ("CodeRef NoteRef*", "guid:guid! creatingUser:guid creationDateTime:time"),
    "CodeRef": ("", "targetGUID:guid!"),
    "VariableValue": ("VariableRef TextValue?", ""),
    "VariableRef": ("", "targetGUID:guid!"),
    "TextValue": ("", ""),
    "Sets": ("Set+", ""),
    "Set": ("Description? MemberCode* MemberSource* MemberNote*", "guid:guid! name:string!"),
    "MemberCode": ("", "targetGUID:guid!"),
}  # fmt: skip
CODEBOOK = {key: PROJECT[key] for key in ("Codes", "Description", "Sets")} | {
    "CodeBook": ("Codes Sets?", "origin:string"),
    "Code": ("Description? Code*", PROJECT["Code"][1]),
    "Set": ("Description? MemberCode*", PROJECT["Set"][1]),
    "MemberCode": ("", "guid:guid!"),
}
TYPES = {
    "string": r"(?s).*",
    "guid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "time": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "bool": "true|false",
    "rgb": "#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})",
    "integer": r"[+-]?\d+",
    "kind": "Text|Boolean|Integer|Float|Date|DateTime",
}


def check_schema(element, schema, namespace):
    assert element.tag.startswith(f"{{{namespace}}}")
    children, attributes = schema[element.tag.partition("}")[2]]
    pattern = "".join(f"({name.rstrip('?*+')} ){name[-1] if name[-1] in '?*+' else ''}" for name in children.split())
    assert re.fullmatch(pattern, "".join(f"{child.tag.partition('}')[2]} " for child in element)), element.tag
    known = {part.partition(":")[0]: part.partition(":")[2] for part in attributes.split()}
    assert set(element.attrib) <= set(known)
    for name, kind in known.items():
        assert name in element.attrib or not kind.endswith("!"), (element.tag, name)
        assert re.fullmatch(TYPES[kind.rstrip("!")], element.get(name, ""), re.S) or name not in element.attrib, (
            element.get(name)
        )
    for child in element:
        check_schema(child, schema, namespace)


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@settings(max_examples=60, deadline=None)
@given(many)
def test_projects_follow_the_schema(items):
    files = parts(render_labels(items, BOOK, find_form("refi-qda")))
    root = ElementTree.fromstring(files["project.qde"])
    check_schema(root, PROJECT, "urn:QDA-XML:project:1.0")
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(set(guids)) == len(guids)
    referred = {
        element.get(name) for element in root.iter() for name in ("targetGUID", "creatingUser") if element.get(name)
    }
    assert referred <= set(guids)
    paths = {
        element.get("plainTextPath").replace("internal://", "sources/")
        for element in root.iter()
        if element.get("plainTextPath")
    }
    assert paths == set(files) - {"project.qde"}


def test_codebooks_follow_the_schema():
    content = write_codebook(BOOK)
    check_schema(ElementTree.fromstring(content), CODEBOOK, "urn:QDA-XML:codebook:1.0")
    assert content == write_codebook(load_codebook())


def test_a_place_is_coded_where_it_is():
    text = "👨\u200d👩\u200d👧が𠮟る研修を"
    annotation = Annotation("7", ("training", "planning"), "request", (), "田中", 1, "2026-11-26")
    item = LabelItem(Opinion("7", "survey", text), annotation, (Evidence("training", 8, 10, "研修", 1.0),))
    files = parts(render_labels([item], BOOK, find_form("refi-qda")))
    root = ElementTree.fromstring(re.sub(rb' xmlns="[^"]+"', b"", files["project.qde"]))
    names = {code.get("guid"): code.get("name") for code in root.iter("Code")}
    coded = [
        (
            int(s.get("startPosition")),
            int(s.get("endPosition")),
            [names[ref.get("targetGUID")] for ref in s.iter("CodeRef")],
            s.get("creationDateTime"),
        )
        for s in root.iter("PlainTextSelection")
    ]
    assert coded == [
        (0, 11, ["計画・進め方", "要望・提案"], "2026-11-26T00:00:00"),
        (8, 10, ["研修・学びの継続"], "2026-11-26T00:00:00"),
    ]
    assert [user.get("name") for user in root.iter("User")] == ["田中"]
    (path,) = set(files) - {"project.qde"}
    assert files[path].decode() == text


words = st.text(st.sampled_from("研修の計画 abc:#-'\"{}[]|>&*!%@`\\\n\t👨𠮟~0"), min_size=1, max_size=12).filter(
    lambda t: t.strip()
)
idents = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)


@st.composite
def codebooks(draw):
    ids = draw(st.lists(idents, min_size=2, max_size=4, unique=True))
    themes = tuple(
        Theme(
            i,
            draw(words),
            draw(words),
            draw(words),
            tuple(draw(st.lists(words, max_size=2))),
            draw(st.dictionaries(words, st.sampled_from(ids), max_size=2)),
            tuple(draw(st.lists(words, max_size=2))),
            draw(st.just("") | words),
        )
        for i in ids
    )
    signs = st.lists(idents, min_size=1, max_size=3, unique=True)
    stances, flags = ([Sign(i, draw(words), draw(st.just("") | words)) for i in draw(signs)] for _ in range(2))
    examples = tuple(Example(draw(words), (draw(st.sampled_from(ids)),)) for _ in range(draw(st.integers(0, 2))))
    boundaries = (Boundary((ids[0], ids[1]), draw(words), examples),)
    rules = tuple(draw(st.lists(words, max_size=2)))
    return Codebook(
        draw(words),
        draw(st.integers(0, 99)),
        draw(words).strip(),
        rules,
        themes,
        tuple(stances),
        tuple(flags),
        boundaries,
    )


@settings(max_examples=150, deadline=None)
@given(codebooks())
def test_codebooks_come_back_equal(codebook):
    assert parse_codebook(read_yaml(render_codebook_file(codebook), "copy"), "copy") == codebook
    assert read_codebook(write_codebook(codebook), "copy.qdc") == codebook


@settings(max_examples=60, deadline=None)
@given(codebooks(), st.data())
def test_labels_of_any_codebook_come_back(codebook, data):
    theme = data.draw(st.sampled_from(codebook.theme_ids))
    stance = data.draw(st.sampled_from(codebook.stances)).sign_id
    annotation = Annotation("1", (theme,), stance, (codebook.flags[0].sign_id,), "田中", codebook.version)
    items = (LabelItem(Opinion("1", "comment", "研修を"), annotation, (Evidence(theme, 0, 2, "研修", 1.0),)),)
    for name in ("jsonl", "labelstudio", "refi-qda"):
        form = find_form(name)
        assert (
            check_rows(form.read(render_labels(items, codebook, form), "labels", codebook), codebook, "labels", "")
            == items
        ), name


@pytest.mark.parametrize("name", ["copy.yaml", "copy.qdc"])
def test_the_own_codebook_goes_out_and_comes_back(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(render_any_codebook(BOOK, path))
    assert read_any_codebook(path) == BOOK


def test_a_project_holds_its_codebook(tmp_path):
    path = tmp_path / "project.qdpx"
    path.write_bytes(render_labels([LabelItem(Opinion("1", "comment", "研修"), None)], BOOK, find_form("refi-qda")))
    assert read_any_codebook(path) == BOOK


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="MAXQDA">
 <Codes>
  <Code guid="{85D17F60-7BB0-481E-B742-B4861DD669DF}" name="Full-fat Coke" isCodable="true" color="#F00"><Description>aka regular</Description>
   <Code guid="85D17F60-7BB0-481E-B742-B4861DD669D0" name="研修" isCodable="true"/></Code>
  <Code guid="85D17F60-7BB0-481E-B742-B4861DD669D1" name="Folder" isCodable="false">
   <Code guid="85D17F60-7BB0-481E-B742-B4861DD669D2" name="full fat coke" isCodable="true"/></Code>
 </Codes>
</CodeBook>"""


def test_a_codebook_of_another_program():
    codebook = read_codebook(FOREIGN.encode(), "folder/coke.qdc")
    assert (codebook.codebook_id, codebook.version) == ("coke", 1)
    assert [(t.theme_id, t.ja, t.definition) for t in codebook.themes] == [
        ("full_fat_coke", "Full-fat Coke", "aka regular"),
        ("code_02", "研修", "研修"),
        ("full_fat_coke_3", "full fat coke", "full fat coke"),
    ]
    assert [stance.sign_id for stance in codebook.stances] == ["none"]


def edited(codebook):
    """As somebody would edit a code in another program: name and definition, not what stands below the line."""
    text = write_codebook(codebook).decode()
    return text.replace('name="研修・学びの継続"', 'name="学び"').replace(
        "支援する人（職員、代表者、ボランティア）の学びと、それを続けること。", "学ぶこと。"
    )


def test_what_another_program_changes_is_kept():
    theme = next(t for t in read_codebook(edited(BOOK).encode(), "x.qdc").themes if t.theme_id == "training")
    assert (theme.ja, theme.definition_ja, theme.en) == ("学び", "学ぶこと。", "Continuity of training")


GUID = "85D17F60-7BB0-481E-B742-B4861DD669D"
LOWER = GUID.lower()
PROJECT_OF = """<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{origin}"><Users>
<User guid="{g}0" name="Tanaka"/><User guid="{g}1" id="2"/></Users>
<CodeBook><Codes><Code guid="{g}2" name="研修・学びの継続" isCodable="true"/><Code guid="{g}3" name="{code}" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="{g}4" name="面接" plainTextPath="internal://{g}4.txt">
<PlainTextSelection guid="{g}5" startPosition="{start}" endPosition="6" creatingUser="{g}0" creationDateTime="2026-11-26T10:05:00Z">
<Coding guid="{g}6"><CodeRef targetGUID="{lower}2"/></Coding></PlainTextSelection>
<Coding guid="{g}7" creatingUser="{g}1"><CodeRef targetGUID="{g}3"/></Coding></TextSource>
<TextSource guid="{g}8" name="空" plainTextPath="internal://{g}8.txt"/><PictureSource guid="{g}9" name="絵"/></Sources></Project>"""


def project(
    origin="NVivo", code="計画・進め方", start=4, text="前\r\n研修の", sources="Sources/", lower=LOWER, **members
):
    qde = PROJECT_OF.format(g=GUID, lower=lower, origin=origin, code=code, start=start)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        files = {
            "Project.qde": qde.encode("utf-8-sig"),
            f"{sources}{GUID}4.txt": text.encode("utf-8-sig"),
            f"{sources}{GUID}8.txt": b"\n",
        }
        for name, content in (files | members).items():
            archive.writestr(name, content)
    return out.getvalue()


def read(content):
    return check_rows(find_form("refi-qda").read(content, "p.qdpx", BOOK), BOOK, "p.qdpx", "p")


def test_a_project_of_another_program():
    first, second = read(project(text="前\r\n研修の", start=3))
    assert (first.opinion.opinion_id, first.opinion.text) == ("面接", "前\r\n研修の")
    assert (first.annotation.themes, first.annotation.annotator, first.annotation.when) == (
        ("training",),
        "Tanaka",
        "2026-11-26T10:05:00+00:00",
    )
    assert [(s.start, s.end, s.text) for s in first.spans] == [(3, 6, "研修の")]
    assert (second.annotation.themes, second.annotation.annotator, second.spans) == (("planning",), "2", ())


def test_texts_inside_and_in_utf_16():
    first, _ = read(project(**{f"Sources/{GUID}4.txt": "前\r\n研修の".encode("utf-16")}))
    assert first.opinion.text == "前\r\n研修の"
    inside = f'<Project name="p"><Sources><TextSource guid="{GUID}4"><PlainTextContent>研修</PlainTextContent></TextSource></Sources></Project>'
    assert [(i.opinion.opinion_id, i.opinion.text) for i in read(project(**{"Project.qde": inside.encode()}))] == [
        (f"{GUID}4", "研修")
    ]


def test_atlas_counts_a_line_break_once():
    first, _ = read(project("ATLAS.ti 9", text="前\r\n研修は続", start=2))
    assert [(s.start, s.end, s.text) for s in first.spans] == [(2, 6, "研修は続")] and "\r" not in first.opinion.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (project(code="道路"), "text source 1 「面接」: 「道路」 is not a theme of the codebook community-welfare"),
        (project(text="短い"), "a place from 4 to 6 is not in the text of 2 characters"),
        (project(lower="x"), "a coding refers to a code that is not in the project (x2)"),
        (project(start=-1), "a selection has the startPosition 「-1」"),
        (
            project(sources="other/"),
            "its text 「internal://85D17F60-7BB0-481E-B742-B4861DD669D4.txt」 is not in the project",
        ),
        (project(**{"../evil.txt": b""}), "holds a file named"),
        (project(**{"Project.qde": b"<Project"}), "not well-formed XML"),
        (project(**{"Project.qde": b"<Code/>"}), "its root is"),
        (project(**{"Project.qde": b'<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>'}), "declares XML entities"),
        (
            project(**{"Project.qde": b'<!DOCTYPE Project SYSTEM "file:///etc/passwd"><Project/>'}),
            "declares a document type",
        ),
        (project(**{"Project.qde": b'<?xml version="1.0" encoding="x-none"?><Project/>'}), "p.qdpx"),
    ],
)
def test_a_project_that_cannot_be_read(content, message):
    with pytest.raises((CodebookError, DocumentError)) as error:
        read(content)
    assert message in str(error.value)


def test_a_zip_without_a_project_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"a")
    with pytest.raises(DocumentError, match=r"no project\.qde in it"):
        read(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_grow(encoding):
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol" * 10}">' for n in range(9))
    content = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE CodeBook [{lol}]><CodeBook>&l8;</CodeBook>'.encode(
        encoding
    )
    with pytest.raises(DocumentError, match="declares a document type"):
        read_codebook(content, "x.qdc")


@settings(max_examples=30, deadline=None)
@given(label_items())
def test_control_characters_outside_the_text_are_named(item):
    bad = LabelItem(item.opinion, item.annotation, item.spans, item.suggested, "迷い\x0b")
    with pytest.raises(CodebookError, match=r"holds the control character U\+000B"):
        render_labels([bad], BOOK, find_form("refi-qda"))
