"""What runs in processes of its own, to be stopped in the middle: what is acknowledged goes to standard output."""

import sys

from smartmap.store import Draft, open_store


def decide(url: str, mapping: str, person: str, count: int, name: str) -> None:
    """Take decisions one by one, each sent twice as after a lost answer; say each once it is kept."""
    with open_store(url) as store:
        ids = [item.id for item in store.programmes(mapping)]
        for number in range(count):
            draft = Draft(ids[number % len(ids)], person, "correct", "living.health", key=f"{name}-{number}")
            first = store.append(mapping, [draft])[0]
            again = store.append(mapping, [draft])[0] if number % 5 == 0 else first
            assert first == again
            print(first.id, flush=True)


def take(url: str, mapping: str, path: str) -> None:
    """Take a workbook."""
    from smartmap.review import Review
    from smartmap.review.workbook.take import take

    with open_store(url) as store:
        print("begin", flush=True)
        print(take(Review(store), mapping, path).count("taken"), flush=True)


def migrate(url: str) -> None:
    """Make the tables."""
    print("begin", flush=True)
    open_store(url).close()
    print("done", flush=True)


if __name__ == "__main__":
    work, *arguments = sys.argv[1:]
    if work == "decide":
        url, mapping, person, count, name = arguments
        decide(url, mapping, person, int(count), name)
    else:
        {"take": take, "migrate": migrate}[work](*arguments)
