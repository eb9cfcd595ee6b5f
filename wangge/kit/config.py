"""The settings of one installation, each an environment variable with the prefix WANGGE_."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WANGGE_", env_file=None, extra="ignore")

    # where things are
    home: Path = Path("var")
    database_url: str | None = None  # signs in as wangge_app; None: the embedded PostgreSQL
    owner_url: str | None = None  # read by migrate, district, backup and restore only
    erase_url: str | None = None  # read by erasure jobs only
    postgres_user: str = "wangge"  # started by root, the embedded PostgreSQL runs as this system user
    files_url: str | None = None  # None: a folder in home; else s3://bucket/prefix

    # personal data
    keys_file: Path | None = None  # None: keys.json in home; never in the database or its backups
    cipher: Literal["aes", "sm4"] = "aes"  # of keys made from now on

    # files, in bytes
    picture_limit: int = 20_000_000
    video_limit: int = 200_000_000
    audio_limit: int = 20_000_000
    document_limit: int = 50_000_000
    picture_pixels: int = 50_000_000
    picture_side: int = 2560  # pixels of the longest side that is kept

    # serving
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 0  # 0: one per core
    pool_size: int = Field(default=12, ge=2, le=200)  # connections = worker threads of one process
    default_district: str | None = None
    body_limit: int = 1_000_000  # bytes of a JSON body
    demo: bool = False  # the sign-in page shows the accounts of demo-accounts.json

    # sessions
    session_hours: int = 12
    session_idle_minutes: int = 30
    login_failures: int = 5
    login_lock_minutes: int = 15
    password_rounds: int = Field(default=2, ge=1)  # argon2id
    password_memory_kib: int = Field(default=19456, ge=8)

    # the second adviser: an OpenAI-compatible endpoint, asked with masked text; off without an address
    adviser_url: AnyHttpUrl | None = None  # up to /v1, without /chat/completions
    adviser_key: SecretStr | None = None
    adviser_model: str = "default"
    adviser_form: Literal["json_schema", "json_object", "text"] = "json_schema"  # how it is told to answer in JSON
    adviser_timeout: float = Field(default=5.0, gt=0, le=60)  # seconds in all

    # numbers and words
    case_number: str = "{day:%Y%m%d}-{n:04d}"
    log_level: str = "INFO"


@lru_cache(maxsize=1)
def settings() -> Settings:
    return Settings()
