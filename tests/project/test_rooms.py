"""The engine and its rooms: who may import whom, and that no file of the engine knows a trial."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "doesithold"
ROOMS = (
    ("errors", "files", "numbers", "labels", "lean", "markup", "pandoc", "scratch", "streams"),
    ("statistics",),
    ("paper",),
    ("explain",),
    ("measures",),
    ("audit",),
    ("reconstruct",),
    ("scenarios", "report"),
    ("render", "corpus"),
    ("cli",),
)
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
TEXTS = {".py", ".jinja", ".lua", ".css", ".js", ".typ"}
WORDS = re.compile(r"\bimatinib|\bKIT\b|melanoma|\bPt-\d|\bo?edema\b|L576P|NCT\d|M541L|N882", re.IGNORECASE)


def imported(file):
    """Return the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                [f"{node.module}.{name.name}" for name in node.names]
                if node.module == "doesithold"
                else [node.module]
            )


def modules():
    return sorted(ENGINE.rglob("*.py"))


def test_the_engine_imports_nothing_of_this_papers_modules():
    others = ("analysis", "tests", "benchmarks")
    assert [
        (str(file), name) for file in modules() for name in imported(file) if name.split(".")[0] in others
    ] == []


def test_rooms_import_only_rooms_before_them():
    upward = {
        (str(file.relative_to(ENGINE)), name)
        for file in modules()
        for name in imported(file)
        if name.startswith("doesithold.")
        and (room := file.relative_to(ENGINE).parts[0].removesuffix(".py")) in FLOOR
        and FLOOR.get(name.split(".")[1], 0) > FLOOR[room]
    }
    assert upward == set()


def test_there_are_at_most_ten_floors_and_every_room_is_on_one():
    rooms = {
        path.stem for path in ENGINE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "__main__"} == set(FLOOR)
    assert len(ROOMS) <= 10


def test_the_modules_of_this_paper_stay_under_four_thousand_lines():
    files = (ROOT / "analysis").rglob("*.py")
    assert sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files) < 4000


def test_no_file_of_the_engine_names_this_trial():
    files = [file for file in sorted(ENGINE.rglob("*")) if file.suffix in TEXTS]
    lines = [(str(file), line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(files) > 150
    assert [(file, line) for file, line in lines if WORDS.search(line)] == []


def test_reading_and_auditing_a_paper_loads_no_plotting_and_no_heavy_libraries():
    code = (
        "import sys; from doesithold.audit.verdicts import audit; import doesithold.paper.paper; "
        "print(*sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout.split()
    heavy = {"matplotlib", "pandas", "scipy", "statsmodels", "lifelines", "frictionless", "seaborn"}
    assert heavy & set(loaded) == set()


def test_one_name_means_one_class():
    """A reader who meets a class in one module finds no other of its name."""
    names = Counter(
        node.name
        for folder in (ENGINE, ROOT / "analysis")
        for file in folder.rglob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, times in names.items() if times > 1] == []
