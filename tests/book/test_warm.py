"""What kernels share: the paper, read and audited once in the process that they are forked from."""

import sys
from pathlib import Path

import pytest

from analysis import book as module
from analysis.book import open_book
from doesithold.errors import InputError
from doesithold.scenarios import kernels


def test_books_opened_after_the_warm_up_share_the_audit_and_nothing_that_a_chapter_says(
    book, monkeypatch, tmp_path
):
    warm = module.Book(book.paper)
    warm.__dict__["audited"] = book.audited
    monkeypatch.setitem(module._warm, Path("data").resolve(), warm)
    first, second = open_book(), open_book()
    assert first.audited is second.audited is book.audited
    assert first.reported("results-orr").first
    assert second.reported("results-orr").first
    with pytest.raises(InputError):
        open_book(tmp_path)


def test_modules_prepare_what_kernels_share_and_none_that_fails_stops_the_others(tmp_path, monkeypatch):
    (tmp_path / "fails_before_forks.py").write_text("def before_forks():\n    raise ValueError\n")
    (tmp_path / "shared_by_forks.py").write_text("def before_forks():\n    open('done', 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv(kernels.PRELOADED, "fails_before_forks shared_by_forks not_there")
    kernels.preload()
    assert (tmp_path / "done").exists()
