"""The monthly pre-aggregates of tiny registers, made as the program makes them."""

from datetime import date

from features.engine import open_engine
from features.monthly.build import MonthFiles, build_month, build_moves
from features.monthly.reading import MonthlyFiles
from features.window import month_before
from tests.features.registers import Registers


def monthly_files(registers: Registers) -> MonthlyFiles:
    """Make the pre-aggregates of registers that were written, whole."""
    folder, out = registers.folder / "wage_records", registers.folder / "monthly"
    months = {date.fromisoformat(f"{path.stem}-01"): (str(path),) for path in folder.glob("2*.parquet")}
    nothing = (str(folder / "all.parquet"),)
    for kind in ("months", "moves"):
        (out / kind).mkdir(parents=True, exist_ok=True)
        for old in (out / kind).glob("*.parquet"):
            old.unlink()
    with open_engine(1, "500MB") as engine:
        for month, files in sorted(months.items()) or [(date(2020, 1, 1), nothing)]:
            before = months.get(month_before(month), ())
            build_month(engine, MonthFiles(month, (), files), out / "months" / f"{month}.parquet")
            build_moves(engine, month, files, before, out / "moves" / f"{month}.parquet")
    return MonthlyFiles((str(out / "months" / "*.parquet"),), (str(out / "moves" / "*.parquet"),))
