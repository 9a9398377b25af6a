"""Are the styles and scripts where the pages say, and is nothing third-party kept in the repository?"""

import json
import os
from pathlib import Path

import pytest

from directory.settings import PROJECT_DIR
from web import assets

FRONTEND = PROJECT_DIR / "web" / "frontend"


def test_a_missing_build_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "BUILD_DIR", tmp_path)
    with pytest.raises(assets.AssetsNotBuilt, match="make assets"):
        assets.asset("app.css")


def test_a_new_build_is_seen_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "BUILD_DIR", tmp_path)
    for number in (1, 2):
        (tmp_path / "manifest.json").write_text(json.dumps({"app.css": f"app-{number}.css"}))
        os.utime(tmp_path / "manifest.json", ns=(number, number))
        assert assets.asset("app.css") == f"/static/build/app-{number}.css"


def test_an_asset_that_is_not_there_is_an_error() -> None:
    with pytest.raises(assets.AssetsNotBuilt, match=r"nothing\.css"):
        assets.asset("nothing.css")


def test_every_built_file_is_there_under_a_name_with_a_hash() -> None:
    names = json.loads((assets.BUILD_DIR / "manifest.json").read_text())
    assert {"app.css", "app.js", "map.css", "icon.svg"} <= set(names)
    for asked, built in names.items():
        assert (assets.BUILD_DIR / built).is_file()
        assert built != asked


def test_the_lock_file_holds_versions_and_hashes_but_no_address() -> None:
    text = (FRONTEND / "package-lock.json").read_text()
    assert "http" not in text
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert "node_modules/leaflet" in packages
    assert all("integrity" in entry and "version" in entry for entry in packages.values())


def test_the_identity_is_our_own() -> None:
    css = next(assets.BUILD_DIR.glob("app-*.css")).read_text()
    assert "GDS Transport" not in css
    assert "crown" not in css
    assert "Atkinson Hyperlegible" in css


def test_no_script_of_ours_asks_another_server() -> None:
    for source in (FRONTEND / "src" / "js").rglob("*.js"):
        text = source.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, source
        assert "https:" not in text, source
