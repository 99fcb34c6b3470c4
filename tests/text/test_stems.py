"""Stems: expected ones word by word, words that stay whole, forms that fold together, the shipped lists."""

from __future__ import annotations

import csv
import re

import pytest

from smartmap.resources import data
from smartmap.text import stems
from smartmap.text.stems import Stemmer, load_stemmer

# stem: words that lead to it
EXPECTED = {
    # every prefix and suffix
    "kelola": "kelola kelolaan mengelola dikelola terkelola pengelola pengelolaan pengelolaannya kelolalah",
    "bangun": "bangun membangun dibangun terbangun pembangun pembangunan pembangunannya bangunkan",
    "laksana": "laksana melaksanakan dilaksanakan terlaksana terlaksananya pelaksana pelaksanaannya",
    "selenggara": "menyelenggarakan diselenggarakan terselenggaranya penyelenggara penyelenggaraan",
    "sedia": "menyediakan disediakan tersedianya penyedia penyediaan sediaan ketersediaan persediaan",
    "daya": "berdaya pemberdayaan memberdayakan diberdayakan keberdayaan",
    "lanjut": "lanjutan berkelanjutan keberlanjutan melanjutkan kelanjutan dilanjutkan",
    "rencana": "berencana perencanaan merencanakan direncanakan perencana terencana",
    "tata": "menata penataan tertata ditata penata tatanan",
    "ajar": "belajar pelajar pelajaran pembelajaran mengajar pengajar pengajaran",
    "kerja": "bekerja pekerja pekerjaan mempekerjakan dipekerjakan",
    # nasals
    "pantau": "memantau pemantauan dipantau terpantau",
    "proses": "memproses pemrosesan diproses",
    "susun": "menyusun penyusunan disusun tersusunnya",
    "kembang": "mengembangkan pengembangan perkembangan berkembang",
    "kawal": "mengawal pengawalan",
    "awas": "mengawasi pengawasan pengawas diawasi",
    "sah": "mengesahkan pengesahan disahkan",
    "cek": "cek",
    "koordinasi": "mengoordinasikan mengkoordinasikan pengoordinasian terkoordinasi",
    "operasi": "pengoperasian mengoperasikan beroperasi dioperasikan",
    "taat": "mentaati menaati ketaatan",
    "terjemah": "penerjemah penterjemahan terjemahan menerjemahkan",
    "nilai": "menilai penilaian bernilai nilai-nilai dinilai",
    "mula": "pemula memulai dimulai mulai bermula",
    # the field
    "sehat": "kesehatan menyehatkan penyehatan sehat",
    "didik": "pendidikan pendidik mendidik kependidikan didikan",
    "sampah": "persampahan sampah",
    "ternak": "peternakan peternak beternak ternaknya",
    "ikan": "perikanan ikan-ikan",
    "tani": "pertanian petani",
    "hutan": "kehutanan perhutanan",
    "laut": "kelautan melaut",
    "rumah": "perumahan rumah-rumah",
    "taman": "pertamanan",
    "rusak": "kerusakan perusakan perusak dirusak",
    "padam": "pemadam pemadaman",
    "tegak": "penegakan menegakkan ditegakkan",
    "layan": "pelayanan layanan melayani terlayani dilayani",
    "peta": "pemetaan memetakan",
    "rata": "pemerataan merata",
    "rawat": "perawatan perawat dirawat",
    "atur": "peraturan pengaturan aturan mengatur diatur",
    "undang": "perundang-undangan undang-undang perundangan",
    "tanggungjawab": "pertanggungjawaban dipertanggungjawabkan",
    "ikutserta": "keikutsertaan mengikutsertakan",
    "salahguna": "penyalahgunaan penyalahguna",
    "beri": "berikan memberikan pemberian diberikan pemberi",
    "ubah": "perubahan mengubah merubah berubah",
    "budidaya": "pembudidayaan pembudidaya",
    "wisata": "wisatawan wisata",
    "tinggi": "tertinggi meninggikan ketinggian",
    "pelihara": "pemeliharaan memelihara terpelihara",
    "berangkat": "keberangkatan pemberangkatan diberangkatkan",
    "aman": "keamanan pengamanan pengaman",
    "percaya": "kepercayaan dipercaya",
    "tahu": "mengetahui diketahui",
    # variant spellings
    "izin": "ijin perizinan perijinan berizin",
    "analisis": "analisa menganalisa dianalisa",
    "sertifikat": "sertipikat bersertifikat",
    "standardisasi": "standarisasi terstandarisasi",
    "tenteram": "ketentraman ketenteraman tentram",
    "masjid": "mesjid",
    # protected words take their inflections with them
    "pemerintah": "pemerintah pemerintahan pemerintahannya",
    "penduduk": "penduduk kependudukan berpenduduk",
    "pemuda": "pemuda kepemudaan pemuda-pemudi",
    "lingkungan": "lingkungan lingkungannya dilingkungan",
    "pemasaran": "pemasaran memasarkan dipasarkan",
    "penghasilan": "berpenghasilan penghasilan",
    "pelabuhan": "pelabuhan kepelabuhanan",
    "permukiman": "permukiman pemukiman",
    "berjalan": "berjalan menjalankan dijalankan",
}

WHOLE = """
    beras berita menteri jembatan pangan taman perempuan sanitasi jalan ikan pasar terminal sekolah seni
    sejarah sentra sedang selatan sengketa seleksi sederhana semester tentang tentara terampil teripang
    beasiswa belanja benih bendahara bencana bengkel berkas bersih bentuk peran perang perangkat
    peringkat perkara pestisida pesantren pesisir peserta petak petugas kepala ketua kelas kelompok
    kecamatan kelurahan kegiatan kebijakan keputusan kabupaten keterangan bangunan tanaman tumbuhan
    pakaian satuan kesatuan perairan perhubungan perusahaan pendapatan penyakit penyandang lingkungan
    jaringan lapangan disabilitas distribusi dinas disiplin diseminasi industri koperasi komunikasi
    nilai bumi padi sapi kopi buku suku masalah wilayah jumlah olahraga permukiman kebakaran kekerasan
    menengah digital infrastruktur fasilitasi perilaku rakyat
"""

APART = [
    ("bangunan", "pembangunan"),
    ("tanaman", "penanaman"),
    ("keterangan", "penerangan"),
    ("jalan", "menjalankan"),
    ("jalan", "perjalanan"),
    ("penduduk", "kedudukan"),
    ("pemerintah", "perintah"),
    ("pemuda", "muda"),
    ("petugas", "penugasan"),
    ("pengelolaan", "pengolahan"),
    ("olah", "olahraga"),
    ("pasar", "pemasaran"),
    ("kekerasan", "perkerasan"),
    ("kebakaran", "bakar"),
    ("keputusan", "putus"),
    ("pengalaman", "alam"),
    ("pengamalan", "pengalaman"),
    ("pengadaan", "keberadaan"),
    ("pengawasan", "kawasan"),
    ("pengoperasian", "koperasi"),
    ("perempuan", "empu"),
    ("perairan", "pengairan"),
    ("pertumbuhan", "tumbuhan"),
    ("ketahanan", "pertahanan"),
    ("terbarukan", "baru"),
    ("kerusakan", "rusa"),
    ("relawan", "rawan"),
    ("remaja", "peremajaan"),
    ("penyandang", "sandang"),
    ("tunjangan", "penunjang"),
    ("satu", "satuan"),
    ("fasilitas", "fasilitasi"),
    ("ikan", "pendidikan"),
    ("pengajian", "pengkajian"),
]


@pytest.fixture(scope="module")
def stemmer() -> Stemmer:
    return load_stemmer()


@pytest.fixture(scope="module")
def roots() -> list[str]:
    lines = data("roots.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module")
def exceptions() -> list[tuple[str, str]]:
    lines = data("stem_exceptions.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [(row["word"], row["stem"]) for row in rows]


@pytest.mark.parametrize(("stem", "words"), EXPECTED.items())
def test_inflections_of_a_root_share_its_stem(stemmer: Stemmer, stem: str, words: str) -> None:
    assert {word: stemmer.stem(word) for word in words.split()} == dict.fromkeys(words.split(), stem)


def test_enough_words_are_checked() -> None:
    assert sum(len(words.split()) for words in EXPECTED.values()) >= 160


@pytest.mark.parametrize("word", WHOLE.split())
def test_word_stays_whole(stemmer: Stemmer, word: str) -> None:
    assert stemmer.stem(word) == word


@pytest.mark.parametrize(("left", "right"), APART)
def test_words_of_different_meaning_keep_different_stems(stemmer: Stemmer, left: str, right: str) -> None:
    assert stemmer.stem(left) != stemmer.stem(right)


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("anak-anak", "anak"),
        ("sayur-sayuran", "sayur"),
        ("sayur-mayur", "sayur"),
        ("tolong-menolong", "tolong"),
        ("sebaik-baiknya", "baik"),
        ("xyz-xyz", "xyz"),
        ("anak2", "anak"),
        ("ber-kb", "kb"),
        ("se-aceh", "aceh"),
        ("umkm-nya", "umkm"),
        ("alun-alun", "alun-alun"),
        ("ktp-el", "ktp-el"),
        ("e-retribusi", "e-retribusi"),
        ("land-use", "land-use"),
        ("covid-19", "covid-19"),
        ("a-b-c", "a-b-c"),
        ("-", "-"),
        ("anak-", "anak-"),
        ("-anak", "-anak"),
    ],
)
def test_hyphens_and_digits(stemmer: Stemmer, word: str, stem: str) -> None:
    assert stemmer.stem(word) == stem


@pytest.mark.parametrize(
    "word", ["", "a", "ber", "mengxyzkan", "perblogosan", "2045", "co2", "dinasti", "kan", "kotaku"]
)
def test_unknown_words_stay_whole(stemmer: Stemmer, word: str) -> None:
    assert stemmer.stem(word) == word
    assert not stemmer.knows(word)


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("kelola", True),
        ("pengelolaannya", True),
        ("perempuan", True),
        ("perijinan", True),
        ("anak-anak", True),
        ("xyz-xyz", False),
        ("penyelengaraan", False),
        ("angkutanjalan", False),
        ("umkm-nya", False),
    ],
)
def test_knows_listed_words_and_their_inflections(stemmer: Stemmer, word: str, known: bool) -> None:
    assert stemmer.knows(word) is known


def test_stem_is_its_own_stem(stemmer: Stemmer, roots: list[str], exceptions: list[tuple[str, str]]) -> None:
    checked = f"{' '.join(EXPECTED.values())} {WHOLE}".split()
    answers = {stemmer.stem(word) for word in [*checked, *roots, *(word for word, _ in exceptions)]}
    assert [stem for stem in sorted(answers) if stemmer.stem(stem) != stem] == []


def test_circumfix_goes_before_a_longer_root() -> None:
    assert Stemmer(frozenset({"awas", "kawasan"}), {}).stem("pengawasan") == "awas"


def test_longest_root_wins() -> None:
    assert Stemmer(frozenset({"luar", "keluar"}), {}).stem("dikeluarkan") == "keluar"


def test_affixes_are_stripped_down_to_exceptions() -> None:
    assert Stemmer(frozenset(), {"ijin": "izin", "izin": "izin"}).stem("perijinan") == "izin"


def test_memo_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stems, "MEMO_SIZE", 3)
    stemmer = Stemmer(frozenset({"kelola"}), {})
    words = ["mengelola", "dikelola", "pengelola", "terkelola", "pengelolaan"]
    assert [stemmer.stem(word) for word in words * 2] == ["kelola"] * 10
    assert len(stemmer._memo) == 3


def test_memo_size_is_a_hundred_thousand() -> None:
    assert stems.MEMO_SIZE == 100_000


def test_long_words_take_no_longer(stemmer: Stemmer) -> None:
    word = "keberseterperpe" * 4_000
    assert stemmer.stem(word) == word


def test_shipped_stemmer_is_loaded_once() -> None:
    assert load_stemmer() is load_stemmer()


def test_roots_are_tidy(roots: list[str]) -> None:
    assert roots == sorted(set(roots)), "sort roots.txt and remove what is in it twice"
    assert 1_600 <= len(roots) <= 2_000
    assert [root for root in roots if not re.fullmatch("[a-z]{3,}", root)] == []


def test_exceptions_are_tidy(roots: list[str], exceptions: list[tuple[str, str]]) -> None:
    words = [word for word, _ in exceptions]
    assert words == sorted(set(words)), "sort stem_exceptions.csv and remove what is in it twice"
    assert sorted(set(words) & set(roots)) == [], "a word belongs in one of the two files"
    own = dict(exceptions)
    strays = [(word, stem) for word, stem in exceptions if stem not in roots and own.get(stem) != stem]
    assert strays == [], "the stem has to be a root or an exception whose stem is itself"
