"""Builders: a result as a suggester gives it, and a desk at which a small mapping lies ready."""

from smartmap.records import Evidence, Programme, Result, Suggestion, Versions
from smartmap.store import Decision, Draft, Mapping, Person, Store

VERSIONS = Versions("0.1.0", "kominfo6/1", "sha256:0", "2026.1")


def a_result(text: str = "Pengelolaan sampah", status: str = "suggested", **chances: float) -> Result:
    """Give a result from chances of sub-dimensions, written with ``__`` for the dot."""
    ranked = sorted(chances.items(), key=lambda item: -item[1])
    suggestions = tuple(
        Suggestion(
            label.partition("__")[0],
            label.replace("__", "."),
            chance,
            0.0,
            (Evidence("rule:x/kata", text[:6], 0, len(text[:6]), 2.0),),
        )
        for label, chance in ranked
    )
    plausible = tuple(item.dimension for item in suggestions)
    return Result("", text, status, suggestions, plausible, None, VERSIONS, 0.0)


class Desk:
    """A mapping with people and programmes; ``say`` takes a decision in a few words."""

    def __init__(self, store: Store, texts: tuple[str, ...] = ("Program satu", "Program dua"), **options: object):
        self.store = store
        self.mapping: Mapping = store.new_mapping("Banggai", "2021-2026", **options)  # type: ignore[arg-type]
        self.rina = store.add_person("Rina", opd="Dinas Kesehatan", pokja="living")
        self.budi = store.add_person("Budi", opd="DLH", pokja="environment")
        self.lead = store.add_person("Lilis", role="lead")
        self.adviser = store.add_person("Ahmad", role="adviser")
        self.admin = store.add_person("Admin", role="admin")
        self.ids = store.add_programmes(self.mapping, [Programme(text, opd="DLH") for text in texts])

    def say(self, person: Person, label: str = "", place: int = 0, **more: object) -> Decision:
        verdict = str(more.pop("verdict", "correct" if label else "not_mapped"))
        standing = {"lead": "lead", "adviser": "adviser"}.get(person.role, "pokja")
        draft = Draft(self.ids[place], person.id, verdict, label, **{"standing": standing, **more})  # type: ignore
        return self.store.append(self.mapping, [draft])[0]

    def state(self, place: int = 0) -> str:
        return self.store.holdings(self.mapping)[place].state
