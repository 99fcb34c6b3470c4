from pathlib import Path

import pytest

from smartmap import TaxonomyError, load_taxonomy

FRAMES = ("kominfo6", "giffinger", "cohen", "desa_cerdas")


def test_six_dimensions_with_three_parts_each() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.ids == ("governance", "branding", "economy", "living", "society", "environment")
    assert [len(dimension.subs) for dimension in taxonomy.dimensions] == [3] * 6
    assert len(set(taxonomy.sub_ids)) == 18


@pytest.mark.parametrize("frame", FRAMES)
def test_every_part_has_both_names(frame: str) -> None:
    taxonomy = load_taxonomy(frame)
    for item in (*taxonomy.dimensions, *taxonomy.subs):
        assert set(item.name) == {"id", "en"}


def test_every_definition_is_in_both_languages() -> None:
    for item in (*load_taxonomy().dimensions, *load_taxonomy().subs):
        assert set(item.definition) == {"id", "en"}


@pytest.mark.parametrize("frame", FRAMES[1:])
def test_other_frames_correspond_to_ours(frame: str) -> None:
    taxonomy, ours = load_taxonomy(frame), load_taxonomy()
    assert set(taxonomy.ids) <= set(taxonomy.correspondence)
    assert set(taxonomy.correspondence) <= {*taxonomy.ids, *taxonomy.sub_ids}
    assert all(target in ours for targets in taxonomy.correspondence.values() for target in targets)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Smart People", "society"),
        ("smart government", "governance"),
        ("Smart Enviroment", "environment"),
        ("SMART GOVERANCE", "governance"),
        ("Smart Economi", "economy"),
        ("Smart Sociality", "society"),
        ("SmartBranding", "branding"),
        ("SL", "living"),
        ("SEnv", "environment"),
        ("SL-MO", "living.mobility"),
        ("ekosistem bisnis daerah", "branding.business"),
        ("Tata kelola sampah & limbah", "environment.waste"),
        ("economy.transaction", "economy.transaction"),
    ],
)
def test_reads_labels_as_people_write_them(written: str, read: str) -> None:
    assert load_taxonomy().read_label(written) == read


def test_a_slip_of_spelling_is_offered_and_not_read() -> None:
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy().read_label("Smart Environmennt")
    assert "Yang terdekat: Smart Environment" in caught.value.message("id")
    assert load_taxonomy().near_label("Smart Environmennt") == "environment"
    assert load_taxonomy().near_label("SLM") == load_taxonomy().near_label("Smart Kitchen") == ""


@pytest.mark.parametrize("label", ["", "Smart", "xx", "Smart Kitchen", "S"])
def test_refuses_what_is_no_label(label: str) -> None:
    with pytest.raises(TaxonomyError, match="is no dimension"):
        load_taxonomy().read_label(label)


def test_unknown_frame_names_the_known_ones() -> None:
    with pytest.raises(TaxonomyError, match="kominfo6"):
        load_taxonomy("../secrets")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format = 2", "frame_format"),
        ("format = 1\nid = ", "frame_unreadable"),
        ('format = 1\nid = "a"\nversion = 1\nname = {id = "A"}\n[[dimension]]\nname = {id = "x"}', "frame_key"),
        (
            'format = 1\nid = "a"\nversion = 1\nname = {id = "A"}\n'
            '[[dimension]]\nid = "x"\nname = {id = "x"}\nsub = [{id = "y.z", name = {id = "z"}}]',
            "frame_few",
        ),
        ('format = 1\nid = "a"\nversion = 1\nname = {id = "A"}\ndimension = []', "frame_few"),
        (
            'format = 1\nid = "a"\nversion = 1\nname = {id = "A"}\n[[dimension]]\nid = "w"\nname = {id = "w"}\n'
            '[[dimension]]\nid = "x"\nname = {id = "x"}\nsub = [{id = "y.z", name = {id = "z"}}]',
            "frame_parent",
        ),
        (
            'format = 1\nid = "a"\nversion = 1\nname = {id = "A"}\n'
            '[[dimension]]\nid = "x"\nname = {id = "x"}\n[[dimension]]\nid = "x"\nname = {id = "x"}',
            "frame_twice",
        ),
    ],
)
def test_faults_of_a_frame_file_are_named(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "frame.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy(file)
    assert caught.value.code == code
    assert "frame.toml" in str(caught.value)


def test_a_frame_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="cannot be read"):
        load_taxonomy(tmp_path / "none.toml")


def test_a_label_like_none_names_the_dimensions_instead_of_a_nearest_one() -> None:
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy().read_label("qqq")
    told = caught.value.message("id")
    assert "terdekat" not in told
    assert "Dimensinya: Smart Governance, Smart Branding" in told
