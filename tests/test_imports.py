import ast
import subprocess
import sys

from conftest import ROOT

PACKAGE = ROOT / "src" / "opinionmine"

# room -> rooms it may import; what stands directly in the package (records, errors, false_discovery, yaml_lines, plugins) is open to all.
ALLOWED = {
    "japanese": set(),
    "documents": {"japanese"},
    "sheets": {"japanese", "documents"},
    "themes": {"japanese"},
    "linking": {"japanese"},
    "corpus": {"japanese"},
    "reporting": {"japanese"},
    "exchange": {"japanese", "documents", "themes"},
    "cli": {"japanese", "documents", "sheets", "themes", "linking", "corpus", "reporting", "exchange", "analysis"},
    "analysis": {"japanese", "documents", "sheets", "themes", "linking", "corpus", "reporting"},
    # For the types of what plugins offer; it loads none of them.
    "plugins": {"japanese", "documents", "sheets", "themes", "reporting"},
    "builtins": {"japanese", "documents", "sheets", "themes", "reporting", "cli"},
    "records": set(),
    "errors": set(),
    "false_discovery": set(),
    "yaml_lines": set(),
}


def test_imports_go_one_way():
    wrong = []
    for file in PACKAGE.rglob("*.py"):
        room = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("opinionmine."):
                target = node.module.split(".")[1]
                if (
                    target
                    not in {room, "records", "errors", "false_discovery", "yaml_lines", "plugins"} | ALLOWED[room]
                ):
                    wrong.append(f"{file.name}: {node.module}")
    assert wrong == []


def test_classifying_loads_no_library_that_trains():
    code = (
        "import sys; from opinionmine.cli import main; main(['classify', '--text', '研修を続けて', '--model', 'light'], "
        "standalone_mode=False); print(sorted(set(sys.modules) & {'sklearn', 'scipy', 'pyarrow', 'distributed', 'altair'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_loads_no_heavy_library():
    heavy = "{'sklearn', 'numpy', 'fugashi', 'jinja2', 'yaml'}"
    code = f"import sys; from opinionmine.cli import main; main(['--help'], standalone_mode=False); print(sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
    assert all(name in done.stdout for name in ("read", "audit", "report", "classify", "doctor"))
