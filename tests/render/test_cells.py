"""What cells do to the machine has an end: time, output, processes; nobody else can talk to kernels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from doesithold.render import builtin
from doesithold.render.execute import CellError
from doesithold.render.options import Limits

Tiny = Callable[..., Path]
CHAPTER = "# T\n\n```{{python}}\n#| label: bad\n{}\n```\n"

ENDLESS = {
    "loops": ("while True: pass", "cell bad: ran longer than 2 s (--cell-seconds allows more)"),
    "sleeps and catches": (
        "import time\nwhile True:\n  try: time.sleep(60)\n  except KeyboardInterrupt: pass",
        "cell bad: ran longer than 2 s (--cell-seconds allows more)",
    ),
    "prints at once": ("print('x' * 10**8)", "cell bad: OutputLimitError: printed more than 0.1 MB"),
    "prints bit by bit": (
        "try:\n  while True: print('x' * 1000)\nexcept Exception: pass",
        "cell bad: OutputLimitError: printed more than 0.1 MB",
    ),
    "dies": ("import os\nos._exit(1)", "row 3: cell bad: Kernel died"),
}


@pytest.mark.parametrize(("cell", "said"), ENDLESS.values(), ids=ENDLESS)
def test_a_cell_that_does_not_end_is_ended_and_named(tiny: Tiny, cell: str, said: str) -> None:
    with pytest.raises(CellError) as stopped:
        builtin.render(tiny(CHAPTER.format(cell)), ["html"], limits=Limits(seconds=2, megabytes=0.1))
    last = str(stopped.value).splitlines()[-1]
    assert last.startswith("index.qmd") and said in last


def test_what_cells_start_ends_with_their_kernel(tiny: Tiny) -> None:
    start = (
        "import os, subprocess, sys\n"
        'again = \'import subprocess; p = subprocess.Popen(["sleep", "300"], start_new_session=True);'
        " print(p.pid, flush=True); p.wait()'\n"
        "own = subprocess.Popen([sys.executable, '-c', again], stdout=subprocess.PIPE, text=True)\n"
        "theirs = own.stdout.readline().strip()\n"
        "open('pids', 'w').write(f'{own.pid} {theirs}')"
    )
    root = tiny(CHAPTER.format(start))
    builtin.render(root, ["html"])
    for process in (root / "pids").read_text().split():
        state = Path(f"/proc/{process}/stat")
        assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_kernel_listens_on_no_port_and_its_forks_still_print(tiny: Tiny) -> None:
    look = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "own = {os.readlink(p) for p in Path('/proc/self/fd').iterdir() if p.is_symlink()}\n"
        "ports = [l.split()[9] for n in ('tcp', 'tcp6', 'udp') if Path(f'/proc/net/{n}').exists()\n"
        "    for l in Path(f'/proc/net/{n}').read_text().splitlines()[1:]]\n"
        "print('open ports:', sum(f'socket:[{inode}]' in own for inode in ports))\n"
        "if (child := os.fork()) == 0:\n"
        "    print('said by a fork', flush=True)\n"
        "    sys.stdout.flush()\n"
        "    import time; time.sleep(0.5)\n"
        "    os._exit(0)\n"
        "os.waitpid(child, 0)\n"
        "import time; time.sleep(0.5)"
    )
    root = tiny(CHAPTER.format(look))
    builtin.render(root, ["html"])
    page = (root / "_book/index.html").read_text()
    assert "open ports: 0" in page and "said by a fork" in page


def test_nothing_is_left_where_home_cannot_be_written(
    tiny: Tiny, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.render.conftest import render

    home, temporary = tmp_path_factory.mktemp("h"), tmp_path_factory.mktemp("t")
    for name, value in {"HOME": str(home / "none"), "TMPDIR": str(temporary)}.items():
        monkeypatch.setenv(name, value)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(home / "file" / "inside"))
    (home / "file").touch()
    drawing = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
    finished = render(tiny(CHAPTER.format(drawing)), "--engine", "builtin", "--to", "html")
    assert finished.returncode == 0, finished.stderr
    assert list(temporary.iterdir()) == [] and [path.name for path in home.iterdir()] == ["file"]
