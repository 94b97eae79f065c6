"""Traits for the fairness audit have a store of their own, which code of features, models and screens never names."""

import re

from data_contracts.contract import audit_names, register_names

MENTION = re.compile(r"audit_traits|audit_store|audit_dir|audit_names|trait_group")
MAY_NAME = (
    "data_contracts/",
    "features/deny_list.yaml",  # which forbids them
    "pipelines/fairness/",
    "pipelines/ingest/",
    "pipelines/steps/ingest.py",
    "pipelines/retention/",
    "pipelines/verify/",
    "pipelines/quarantine/",
    "pipelines/pseudonyms/",
    "pipelines/synthetic/",
    "dashboard/pages/log/texts.yaml",  # which tells that they were opened
)


def test_only_who_loads_keeps_and_checks_the_traits_names_them(project_files, rooms, root):
    found = [
        f"{path}:{number}"
        for path in project_files(".py", ".sql", ".yaml", inside=rooms)
        if not path.relative_to(root).as_posix().startswith(MAY_NAME)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if MENTION.search(line)
    ]
    assert not found, "the traits for the fairness audit are named in:\n" + "\n".join(found)


def test_the_warehouse_has_no_table_of_traits():
    assert audit_names() == ("audit_traits",)
    assert not set(audit_names()) & set(register_names())


def test_a_mention_is_seen():
    assert MENTION.search('read_parquet("audit_traits/*.parquet")')
    assert not MENTION.search("the audit log")
