"""Training, scoring and reasons at the size of a country, each beside the plain library call in the same run.

Run with ``make bench-models``; the table goes to ``benchmarks/models.md``. EMPLOYERS and CASES change the size.
"""

import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import measure
from benchmarks.models_part import CASES, COMPARED, EMPLOYERS, PARTS, SAMPLE, TREES, inputs
from models.labels import LAWS

TABLE = Path(__file__).with_suffix(".md")


@dataclass(frozen=True)
class Part:
    """A part's seconds, those for all employers and laws, and the peak memory of its process."""

    seconds: float
    whole: float
    peak_gb: float


_TIMES = {
    "contributions_lightgbm": EMPLOYERS / SAMPLE * len(LAWS),
    "contributions_shap": EMPLOYERS / SAMPLE * len(LAWS),
    "contributions_woodelf": len(LAWS),
}
"""By how much a part that does not do everything is multiplied."""
_ROWS = (
    ("train", "train three models, with forward chaining and calibration", "train_plain"),
    ("train_plain", "`lgb.train` with the same parameters, as many trees", "train_plain"),
    ("score", "score all employers for three laws: frame in, scores and places out", "score_plain"),
    ("score_plain", "`Booster.predict` for the same", "score_plain"),
    ("contributions", "contributions of every input, all employers, three laws", "contributions_lightgbm"),
    ("contributions_lightgbm", "LightGBM `pred_contrib` for the same (*)", "contributions_lightgbm"),
    ("contributions_shap", "shap `TreeExplainer` for the same (*)", "contributions_lightgbm"),
    ("contributions_woodelf", "woodelf-explainer for the same (**)", "contributions_lightgbm"),
    ("reasons", "reasons and families of all employers, three laws, written", "contributions_lightgbm"),
)


def measured(folder: Path) -> dict[str, Part]:
    """Measure every part in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.models_part"]
    parts = {}
    for name in PARTS:
        process = measure(name, [*command, name, str(folder)])
        if name != "prepare":
            seconds = float(json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["seconds"])
            parts[name] = Part(seconds, seconds * _TIMES.get(name, 1), process.peak_gb)
    return parts


def report(parts: dict[str, Part], folder: Path, load: float) -> str:
    """Return the page."""
    agreement = json.loads((folder / "agreement.json").read_text(encoding="utf-8"))
    trees = json.loads((folder / "train.json").read_text(encoding="utf-8"))["trees"]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("lightgbm", "numpy", "shap", "woodelf-explainer"))
    mine, slow = parts["contributions"].whole, ("contributions_lightgbm", "contributions_shap", "contributions_woodelf")
    ratios = [f"{parts[name].whole / mine:.1f}x" for name in slow]
    lines = [
        "# Models of a whole country\n",
        f"{EMPLOYERS:,} employers, {len(inputs())} inputs, {CASES:,} labelled cases a law; {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {libraries}. Made by `make bench-models` on generated numbers, which say "
        f"nothing of quality; each part is a fresh process. Seconds are those of the call alone, without start-up and "
        f"reading; peak memory is that of the whole process. Models have {TREES} trees of seven leaves (those trained "
        f"here: {', '.join(map(str, trees))}). Training takes one thread, predictions all cores, our contributions "
        f"take one. Load of the machine by other work, before: {load:.1f}.\n",
        "| part | measured (s) | all of it (s) | peak memory (GB) | times the library's |",
        "|---|---:|---:|---:|---:|",
        *(_row(parts[name], text, parts[beside]) for name, text, beside in _ROWS),
        "",
        f"(*) Measured on {SAMPLE:,} employers and one law, and multiplied by {_TIMES['contributions_lightgbm']:.1f}. "
        f"(**) Measured on one law, and multiplied by {len(LAWS)}.\n",
        f"- Against our contributions LightGBM's own take {ratios[0]} the time (aim: 10x), shap's {ratios[1]}, "
        f"woodelf-explainer's {ratios[2]}.",
        f"- On {COMPARED:,} employers they differ from LightGBM's by {agreement['apart']:.0e} of the log-odds at most, "
        f"and their sum from the uncalibrated log-odds by {agreement['sum']:.0e}.",
        f"- Reasons of all employers for three laws: {parts['reasons'].peak_gb:.2f} GB (at most 2).",
    ]
    return "\n".join(lines) + "\n"


def _row(part: Part, text: str, beside: Part) -> str:
    return f"| {text} | {part.seconds:.1f} | {part.whole:.1f} | {part.peak_gb:.2f} | {part.whole / beside.whole:.3g} |"


def main() -> None:
    """Measure and write the page."""
    load = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="kompas-bench-", dir=os.environ.get("BENCH_DIR")))
    try:
        page = report(measured(folder), folder, load)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    TABLE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
