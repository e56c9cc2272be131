"""Settings of the machine, from VROEGEROPAF_* variables. What the region decides is in its configuration."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

INCLUDE = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """One field an environment variable, `VROEGEROPAF_` in front; all of them stand in `.env.example`."""

    model_config = SettingsConfigDict(env_prefix="VROEGEROPAF_", frozen=True)

    database_url: SecretStr = Field(
        default=SecretStr("postgresql+psycopg://vroegeropaf@127.0.0.1/vroegeropaf"),
        description="SQLAlchemy URL of the product's own database",
    )
    config_dir: Path = Field(default=INCLUDE / "config", description="the region's configuration directory")
    portal_url: str = Field(
        default="http://127.0.0.1:8090", description="address of the visit form, as teams reach it"
    )
    airflow_url: str = Field(
        default="http://127.0.0.1:8080", description="address of the Airflow UI, as stewards reach it"
    )
    mail_from: str = Field(default="vroegeropaf@example.org", description="sender of all mail")
    hash_key: SecretStr = Field(
        default=SecretStr(""), description="key of the hashes that stay behind when a row is purged"
    )
    stable_after_s: int = Field(
        default=60, ge=0, description="seconds that a file without .klaar must stay the same"
    )
    today_file: Path | None = Field(
        default=None, description="demo and tests only: a file with the calendar day to live on"
    )


@lru_cache
def settings() -> Settings:
    """Return the settings, read once in a process."""
    return Settings()
