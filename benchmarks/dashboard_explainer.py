"""explainerdashboard on the same model and the same employers: how large it gets, and how quick an employer's page is.

It runs in an environment of its own, for it asks for older libraries than ours:

    uv run --no-project --isolated --python 3.11 --with explainerdashboard==0.5.8 --with lightgbm==4.7.0 --with duckdb \
        --with pyarrow --with psutil --with pandas --with "setuptools<81" python benchmarks/dashboard_explainer.py DATA

Every size (SIZES) is a process of its own, with ten minutes and 12 GB at most; lines go to dashboard_explainer.json.
The labels are drawn by the model's own chance (seeded): the dashboard wants some; its speed does not depend on them.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

RESULT = Path(__file__).with_suffix(".json")
SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,10000,50000,150000,450000").split(","))
MOST_SECONDS, MOST_BYTES = 600, 12_000_000_000
VISITORS, QUESTIONS, SEED = 8, 10, 20261129


def newest(data: str, kind: str) -> Path:
    """Return the folder of the newest snapshot of a kind."""
    return max(Path(data, "snapshots", kind).glob("*/"))


def explained(data: str, size: int) -> Any:
    """Return an explainer over so many employers and the model of the WML."""
    import duckdb
    import lightgbm
    import numpy as np
    from explainerdashboard import ClassifierExplainer

    models = newest(data, "models")
    card = json.loads((models / "WML.card.json").read_text(encoding="utf-8"))
    names = ", ".join(f'CAST("{name}" AS FLOAT) AS "{name}"' for name in card["inputs"])
    frame = duckdb.sql(
        f"SELECT employer_id, {names} FROM read_parquet('{newest(data, 'features')}/current.parquet') "  # noqa: S608
        f"ORDER BY hash(employer_id) LIMIT {size}"
    ).df()
    frame = frame.set_index("employer_id")
    booster = lightgbm.Booster(model_file=str(models / "WML.lgb.txt"))
    model = lightgbm.LGBMClassifier()
    classes = np.array([0, 1])
    model.__dict__.update(
        _Booster=booster,
        fitted_=True,
        _n_classes=2,
        _classes=classes,
        _n_features=frame.shape[1],
        _n_features_in=frame.shape[1],
    )
    model._le = type("Labels", (), {"inverse_transform": staticmethod(lambda values: values), "classes_": classes})()
    chance = booster.predict(frame.to_numpy())
    labels = (np.random.default_rng(SEED).random(len(frame)) < chance).astype(int)
    labels[:2] = (0, 1)
    return ClassifierExplainer(model, frame, labels, labels=["none", "finding"], model_output="logodds")


def components_of(layout: Any, found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Collect the properties of every component with an id in a layout."""
    if isinstance(layout, list):
        for item in layout:
            components_of(item, found)
    elif isinstance(layout, dict) and "props" in layout:
        props = layout["props"]
        if isinstance(props.get("id"), str):
            found[props["id"]] = props
        components_of(props.get("children"), found)
    return found


def questions_about(client: Any) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return the callbacks that an employer's page asks when an employer is chosen, and what stands on the page."""
    components = components_of(client.get("/_dash-layout").get_json(), {})
    callbacks = [
        item
        for item in client.get("/_dash-dependencies").get_json()
        if item["clientside_function"] is None
        and any("index" in str(given["id"]) and given["property"] == "value" for given in item["inputs"])
    ]
    return callbacks, components


def seconds_of(client: Any, callbacks: list[dict[str, Any]], components: dict[str, Any], employer: str) -> float:
    """Return the seconds until every part of an employer's page has answered, asked one after the other."""
    total = 0.0
    for callback in callbacks:
        asked = _asked(callback, components, employer)
        started = time.perf_counter()
        answer = client.post("/_dash-update-component", json=asked)
        total += time.perf_counter() - started
        if answer.status_code not in (200, 204):
            raise SystemExit(f"{callback['output']} answered {answer.status_code}")
    return total


def _asked(callback: dict[str, Any], components: dict[str, Any], employer: str) -> dict[str, Any]:
    def value(given: dict[str, Any]) -> Any:
        if "index" in str(given["id"]) and given["property"] == "value":
            return employer
        return components.get(given["id"], {}).get(given["property"])

    outputs = [part.rsplit(".", 1) for part in callback["output"].strip(".").split("...")]
    named = [{"id": name, "property": prop} for name, prop in outputs]
    first = next(given for given in callback["inputs"] if "index" in str(given["id"]))
    return {
        "output": callback["output"],
        "outputs": named if callback["output"].startswith("..") else named[0],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
        **{part: [given | {"value": value(given)} for given in callback[part]] for part in ("inputs", "state")},
    }


def one_size(data: str, size: int) -> dict[str, Any]:
    """Build the dashboard at one size and ask for employers' pages."""
    import psutil
    from explainerdashboard import ExplainerDashboard

    started = time.perf_counter()
    explainer = explained(data, size)
    only = dict.fromkeys(("importances", "model_summary", "whatif", "shap_dependence", "shap_interaction"), False)
    dashboard = ExplainerDashboard(explainer, contributions=True, decision_trees=False, mode="external", **only)
    app = dashboard.flask_server()
    client = app.test_client()
    callbacks, components = questions_about(client)
    employers = [str(name) for name in explainer.idxs[: VISITORS * QUESTIONS]]
    seconds_of(client, callbacks, components, employers[0])
    built = time.perf_counter() - started
    alone = [seconds_of(client, callbacks, components, employer) for employer in employers[:QUESTIONS]]
    with ThreadPoolExecutor(VISITORS) as pool:
        together = list(pool.map(lambda name: seconds_of(app.test_client(), callbacks, components, name), employers))
    return {
        "size": size,
        "built_s": built,
        "alone_p95": statistics.quantiles(alone, n=100, method="inclusive")[94],
        "together_p95": statistics.quantiles(together, n=100, method="inclusive")[94],
        "memory_mb": psutil.Process().memory_full_info().pss / 1e6,
    }


def within_limits(command: list[str]) -> tuple[int | None, str]:
    """Run a process within the limits; return its answer, or why there is none."""
    import psutil

    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        time.sleep(1)
        try:
            too_large = watched.memory_info().rss > MOST_BYTES
        except psutil.NoSuchProcess:
            break
        if too_large or time.perf_counter() - started > MOST_SECONDS:
            process.kill()
            return None, "more than 12 GB" if too_large else "not built within ten minutes"
    assert process.stdout  # noqa: S101
    said = process.stdout.read().strip().splitlines()
    return process.wait(), said[-1] if said else "it failed"


def main(data: str) -> None:
    """Measure every size until one is too large, and write the lines of the table."""
    lines = [
        "explainerdashboard 0.5.8 on the model of the WML, same employers, in its own environment, without a network "
        "between (its answers are timed inside the process; sign-in, audit line and list it has none):",
        "",
        "| employers | start (s) | employer's page, one visitor, p95 (ms) | 8 at once, p95 (ms) | memory (MB) |",
        "|---:|---:|---:|---:|---:|",
    ]
    for size in SIZES:
        code, said = within_limits([sys.executable, __file__, data, str(size)])
        if code != 0:
            lines.append(f"| {size:,} | {said} | | | |")
            break
        told = json.loads(said)
        cells = (told["built_s"], told["alone_p95"] * 1000, told["together_p95"] * 1000, told["memory_mb"])
        lines.append(f"| {size:,} | {' | '.join(f'{cell:,.0f}' for cell in cells)} |")
        print(lines[-1], flush=True)
    RESULT.write_text(json.dumps({"lines": lines}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(one_size(sys.argv[1], int(sys.argv[2]))))
    else:
        main(sys.argv[1])
