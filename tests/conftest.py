from pathlib import Path

import pytest

from analysis.dataset import Study, load_study

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(ROOT / "data")
