"""Our own service on the bench's database, with and without its byte cache."""

import os

from fastapi import FastAPI

from directory.settings import Settings
from web.app import create_app


def _settings() -> Settings:
    return Settings(database_url=os.environ["BENCH_DATABASE_URL"], base_url="http://127.0.0.1:8000")


def uncached() -> FastAPI:
    return create_app(_settings(), cache_bytes=0)


def cached() -> FastAPI:
    return create_app(_settings())
