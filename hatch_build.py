"""Build hook: put the promoted model into the wheel, so that an installed smartmap needs no repository beside it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PromotedModel(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # an editable install reads models/ itself, so a promotion shows at once
            return
        models = Path(self.root) / "models"
        promoted = (models / "promoted").read_text(encoding="utf-8").strip()
        folder = models / promoted
        for path in sorted(folder.iterdir()):
            build_data["force_include"][str(path)] = f"smartmap/data/model/{path.name}"
