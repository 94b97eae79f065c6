"""The one typed settings file, ``kompas.toml``. Only the two top rooms read it; all others are handed values."""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from data_contracts.errors import KompasError

SETTINGS_FILE = "kompas.toml"
VARIABLE_PREFIX = "KOMPAS_"
OIDC_SECRET = "KOMPAS_OIDC_SECRET"  # noqa: S105 -- the variable's name
"""The one variable that holds a secret of signing in at a provider; no settings file does."""
OTHER_VARIABLES = frozenset(
    {OIDC_SECRET, "KOMPAS_CHROMIUM", "KOMPAS_POSTGRES", "KOMPAS_REWRITE_GOLDEN", "KOMPAS_TEST_REAL_DATA"}
)
"""Environment variables that are no settings: a secret, and those of the set-up and the tests."""
LEAST_MEMORY_MB = 256
"""With less DuckDB cannot do its work on any real delivery, whatever it spills to disk."""
SHARE_GROUPS = ("law", "sector", "region", "size_class", "legal_form")
"""What a least or largest share of the hours can be of, as ``sector:A``."""
_NESTED = "__"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SynthSettings(_Section):
    """How large and how eventful the synthetic Netherlands is."""

    employers: int = Field(20_000, ge=2_000, le=450_000)
    months: int = Field(24, ge=1, le=60)
    last_month: date = date(2026, 10, 1)
    monthly_visit_share: float = Field(0.02, gt=0, le=0.2)
    random_share: float = Field(0.1, ge=0, le=1)
    bias: float = Field(1.0, ge=0, le=2)
    discrimination_odds_ratio: float = Field(1.0, ge=1, le=5)

    @property
    def visits_per_month(self) -> int:
        """Inspection cases that start each month; ten at least, so that a small world has something to learn from."""
        return max(10, round(self.monthly_visit_share * self.employers))


class ModelSettings(_Section):
    """Training and backtest."""

    trees: int = Field(600, ge=10, le=5_000)
    tuning_trials: int = Field(0, ge=0, le=200)
    backtest_cut_offs: int = Field(3, ge=1, le=12)
    backtest_months: int = Field(3, ge=1, le=24)
    backtest_settle_months: int = Field(3, ge=0, le=24)
    bootstrap_rounds: int = Field(500, ge=100, le=10_000)
    members: int = Field(20, ge=2, le=200)
    selection_power: float = Field(0.0, ge=0, le=1)


class PlanSettings(_Section):
    """What the plan must keep to."""

    random_share: float = Field(0.1, ge=0, le=0.5)
    reserve_share: float = Field(0.2, ge=0, lt=1)
    months: int = Field(3, ge=1, le=12)
    cool_off_months: int = Field(12, ge=0)
    repeat_cap: int = Field(3, ge=1)
    repeat_years: int = Field(5, ge=1, le=20)
    objective: Literal["hits", "workers", "underpaid", "severity", "mix"] = "hits"
    mix: dict[Literal["hits", "workers", "underpaid", "severity"], float] = {"hits": 1.0, "workers": 1.0}
    comparison_share: float = Field(0.05, ge=0, le=0.5)
    assumed_responses: bool = False
    cover: float = Field(1.0, ge=0, le=5)
    min_shares: dict[str, float] = {}
    max_shares: dict[str, float] = {}
    bundle_size: int = Field(4, ge=1, le=20)
    replays: int = Field(100, ge=10, le=10_000)
    gap: float = Field(0.005, gt=0, le=0.1)

    @field_validator("mix")
    @classmethod
    def _weighs_something(cls, given: dict[str, float]) -> dict[str, float]:
        if min(given.values(), default=0.0) < 0 or not sum(given.values()) > 0:
            raise PydanticCustomError("no_weights", "Weights are 0 or more, and one at least is more than 0")
        return given

    @field_validator("min_shares", "max_shares")
    @classmethod
    def _shares_of_groups(cls, given: dict[str, float]) -> dict[str, float]:
        if wrong := [name for name in given if name.partition(":")[0] not in SHARE_GROUPS or ":" not in name]:
            groups = ", ".join(f"{group}:..." for group in SHARE_GROUPS)
            raise PydanticCustomError("no_group", f"There is no group {wrong[0]}; write {groups}")
        if wrong := [name for name, share in given.items() if not 0 <= share <= 1]:
            raise PydanticCustomError("no_share", f"The share of {wrong[0]} does not lie between 0 and 1")
        return given


class OidcSettings(_Section):
    """The provider (OpenID Connect) at which people sign in; without an issuer there is none."""

    issuer: str | None = Field(None, pattern=r"^https?://[^\s]+$")
    client_id: str = "inspectiekompas"
    label: str = ""
    name_claim: str = "preferred_username"
    roles_claim: str = "roles"
    regions_claim: str | None = None
    roles: dict[str, str] = {}


class DashboardSettings(_Section):
    """Where the dashboard listens, in which language it opens, and how people sign in."""

    host: str = "127.0.0.1"
    port: int = Field(8050, ge=0, le=65_535)
    language: Literal["nl", "en"] = "nl"
    workers: int = Field(1, ge=1)
    address: str | None = Field(None, pattern=r"^https?://[^\s/]+/?$")
    proxies: int = Field(0, ge=0, le=5)
    idle_minutes: int = Field(30, ge=1, le=480)
    longest_hours: int = Field(10, ge=1, le=24)
    local_accounts: bool = True
    oidc: OidcSettings = OidcSettings()


class KompasSettings(BaseSettings):
    """All settings: defaults, overruled by ``kompas.toml``, overruled by ``KOMPAS_...`` environment variables.

    A section's field is set from the environment with two underscores, e.g. ``KOMPAS_SYNTH__EMPLOYERS=5000``.
    """

    model_config = SettingsConfigDict(
        env_prefix=VARIABLE_PREFIX, env_nested_delimiter=_NESTED, toml_file=SETTINGS_FILE, extra="forbid", frozen=True
    )

    data_dir: Path = Path("data")
    seed: int = Field(20261031, ge=0, lt=2**31)
    threads: int = Field(2, ge=1)
    memory_limit: str = Field("2GB", pattern=r"^\d+(\.\d+)?(MB|GB)$")
    as_of: date | None = None
    pseudonym_key_file: Path | None = None
    remove_landing_files: bool = False
    audit_dir: Path | None = None
    store_url: str | None = None
    synth: SynthSettings = SynthSettings()
    model: ModelSettings = ModelSettings()
    plan: PlanSettings = PlanSettings()
    dashboard: DashboardSettings = DashboardSettings()

    @field_validator("memory_limit")
    @classmethod
    def _enough_memory(cls, given: str) -> str:
        amount = float(given[:-2]) * (1000 if given.endswith("GB") else 1)
        if amount < LEAST_MEMORY_MB:
            raise PydanticCustomError("too_little_memory", f"At least {LEAST_MEMORY_MB}MB is needed")
        return given

    @property
    def register_dir(self) -> Path:
        """Where register deliveries land."""
        return self.data_dir / "register"

    @property
    def audit_store_dir(self) -> Path:
        """Where the traits for the fairness audit are kept, apart from everything else."""
        return self.audit_dir or self.data_dir / "audit"

    @property
    def snapshots_dir(self) -> Path:
        """Where snapshots are published."""
        return self.data_dir / "snapshots"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read, from strong to weak: arguments, environment, ``kompas.toml``."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> KompasSettings:
    """Read the settings.

    The names of environment variables are read as pydantic reads them: capitals and small letters are the same.

    Args:
        overrides: Values from the command line; ``None`` means not given.

    Raises:
        KompasError: A value is wrong or a name is unknown; the message names each one.
    """
    _refuse_unknown_variables(os.environ)
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return KompasSettings(**given)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']} (given: {_shown(item['input'])})"
            for item in error.errors()
        )
        raise KompasError(
            f"The settings do not hold together: {problems}.",
            f"{SETTINGS_FILE}, an environment variable that starts with KOMPAS_, or an option of the command",
            "Correct the named value; docs/settings.md lists them all with their limits.",
        ) from error
    except ValueError as error:
        raise KompasError(
            f"{SETTINGS_FILE} cannot be read: {error}.", SETTINGS_FILE, "Correct the file; it is TOML."
        ) from error


def variable_names(model: type[BaseModel] = KompasSettings, prefix: str = VARIABLE_PREFIX) -> Iterator[str]:
    """Yield the environment variable of every setting, e.g. ``KOMPAS_SEED`` and ``KOMPAS_SYNTH__MONTHS``."""
    for name, field in model.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from variable_names(field.annotation, f"{variable}{_NESTED}")
        else:
            yield variable


def _shown(given: object) -> str:
    """Return a value as a message may repeat it: of an address without the user and password."""
    return re.sub(r"://\S*@", "://***@", str(given))


def _refuse_unknown_variables(given: Iterable[str]) -> None:
    known = tuple(variable_names())
    ours = {name: name.upper() for name in sorted(given) if name.upper().startswith(VARIABLE_PREFIX)}
    unknown = {name: upper for name, upper in ours.items() if upper not in {*known, *OTHER_VARIABLES}}
    if not unknown:
        return
    near = {name: get_close_matches(upper, known, n=1) for name, upper in unknown.items()}
    guesses = [f"Is {name} meant to be {match[0]}? " for name, match in near.items() if match]
    raise KompasError(
        f"There is no such setting: {', '.join(unknown)}.",
        f"an environment variable that starts with {VARIABLE_PREFIX}",
        "".join([*guesses, "Correct or unset it; docs/settings.md lists all settings."]),
    )
