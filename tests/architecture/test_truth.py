"""What the synthetic employers really do stays in the synthetic room: no other code may so much as name its folder."""

import re

MENTION = re.compile(r"(?<![a-z_])truth(?![a-z])")
MAY_READ = "pipelines/synthetic/"


def mentions(text: str) -> list[int]:
    """Lines on which the word stands alone or begins a name (truth/, truth_rows), in code or in words."""
    return [number for number, line in enumerate(text.splitlines(), 1) if MENTION.search(line)]


def test_only_the_synthetic_room_names_the_truth(project_files, rooms, root):
    found = [
        f"{path}:{line}"
        for path in project_files(".py", ".sql", ".yaml", inside=rooms)
        if not path.relative_to(root).as_posix().startswith(MAY_READ)
        for line in mentions(path.read_text("utf-8"))
    ]
    assert not found, "only pipelines/synthetic may read the truth:\n" + "\n".join(found)


def test_a_mention_is_seen_in_a_path_an_import_and_a_table():
    text = 'data_dir / "truth"\nfrom pipelines.synthetic import truth\nFROM truth_rows\nuntruthful, half_truth\n'
    assert mentions(text) == [1, 2, 3]
