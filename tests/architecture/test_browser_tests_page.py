"""docs/browser-tests.md says what tests/browser says: every file, and every test as a sentence."""

from scripts.browser_tests_page import PAGE, browser_tests_page, sentence

A_FILE = '''"""The list, sorted
and filtered."""

@pytest.mark.parametrize("size", [(1, 2)])
@pytest.mark.parametrize(("path", "heading"), [("/nl", "A")])
def test_the_export_holds_csv(page, path, heading, size): ...

def test_it_opens(page): ...

def a_helper(): ...
'''


def test_the_page_is_that_of_the_tests_of_today(root):
    written = browser_tests_page((root / "tests" / "browser").glob("test_*.py"))
    assert PAGE.read_text("utf-8") == written, "docs/browser-tests.md is stale: run `make browser-tests-page`"


def test_every_test_is_a_sentence_and_helpers_are_none(tmp_path):
    (tmp_path / "test_plan_list.py").write_text(A_FILE, "utf-8")
    page = browser_tests_page(tmp_path.glob("test_*.py"))
    told = page[page.index("## ") :].splitlines()
    assert told == [
        *("## Plan list", "", "The list, sorted and filtered.", ""),
        *("- The export holds CSV. (For each path and size.)", "- It opens."),
    ]


def test_names_are_spelt_as_words_are():
    assert sentence("test_dutch_figures_have_commas") == "Dutch figures have commas."
