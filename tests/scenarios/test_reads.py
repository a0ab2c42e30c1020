import os

from doesithold.scenarios import reads


def test_files_opened_by_another_thread_during_the_report_are_noted_too(tmp_path, monkeypatch):
    early, late, note = tmp_path / "early", tmp_path / "late", tmp_path / "note"
    written = reads._write
    monkeypatch.setattr(reads, "_noted", {})
    monkeypatch.setattr(reads, "_report", [])
    reads._note("open", (str(early), "r", os.O_RDONLY))

    def write_while_others_open(handle, kind, name):
        if name == str(early):
            reads._note("open", (str(late), "r", os.O_RDONLY))
        written(handle, kind, name)

    monkeypatch.setattr(reads, "_write", write_while_others_open)
    reads.report(note)
    assert reads.seen(note).read == {early, late}
