"""Other engines of joblib: the same call, the same answers, in order."""

from __future__ import annotations

from collections.abc import Iterator

import joblib
import pytest
from distributed import Client, LocalCluster

from smartmap import Suggester, TextError

TEXTS: list[str | None] = [f"Pembangunan jalan desa tahap {number}" for number in range(1500)]


@pytest.fixture
def cluster() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
        ) as machines,
        Client(machines) as client,
    ):
        yield client


def test_a_dask_cluster_answers_alike(suggester: Suggester, cluster: Client) -> None:
    items = [*TEXTS, None, "Bank sampah"]
    with joblib.parallel_config(backend="dask"):
        there = list(suggester.suggest_many(items, on_error="give", n_jobs=None))  # type: ignore[arg-type]
    here = list(suggester.suggest_many(items, on_error="give"))  # type: ignore[arg-type]
    assert [str(item) for item in there] == [str(item) for item in here]
    assert isinstance(there[-2], TextError)
    assert cluster.scheduler_info()["workers"]


def test_threads_answer_alike(suggester: Suggester) -> None:
    with joblib.parallel_config(backend="threading", n_jobs=2):
        there = list(suggester.suggest_many(TEXTS[:1200], n_jobs=None))  # type: ignore[arg-type]
    assert there == list(suggester.suggest_many(TEXTS[:1200]))  # type: ignore[arg-type]
