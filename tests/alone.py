"""Running a command in namespaces of its own: without a network, as another user, with other disks."""

import shutil
import subprocess

import pytest


def alone(*which: str) -> list[str]:
    """Return the words to put before a command; skip the test where the system gives no namespaces."""
    words = ["unshare", "--user", *which]
    if (
        not shutil.which("unshare")
        or subprocess.run([*words, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system gives no namespaces of one's own")
    return words
