"""How people here write: one spelling for the many forms of a word, so that search and catalogue
meet.

Everyday, old and Javanese forms (antrian, ijin, ilang, gawe) and long names of documents are folded
to the form the catalogue uses. Both the query and the catalogue's own words pass through `fold`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_FORMS = {
    "air": "banyu toya",
    "akta": "akte aktanya aktenya",
    "ambil": "pengambilan mengambil ngambil njupuk jupuk",
    "anak": "bocah lare anake anakku anakke putra putri",
    "antrean": "antrian antri antre ngantri ngantre mengantre mengantri",
    "baru": "anyar enggal",
    "bayar": "pembayaran membayar mbayar bayarnya",
    "bayi": "bayek bayen",
    "beli": "tuku tumbas",
    "buat": "bikin gawe pembuatan membuat bikinin mbuat nggawe",
    "cek": "ngecek mengecek pengecekan priksa mriksa",
    "cerai": "perceraian bercerai pegatan",
    "cetak": "pencetakan mencetak nyetak",
    "daftar": "pendaftaran mendaftar ndaftar daftarkan daptar",
    "denda": "dendanya",
    "faskes": "paskes",
    "foto": "poto photo",
    "ganti": "penggantian mengganti pengganti nganti",
    "hilang": "ilang kehilangan ngilang kelangan kecalan kecer tercecer ketinggalan kecopetan dicopet dicuri kecurian",
    "ijazah": "ijasah",
    "izin": "ijin perijinan perizinan izinnya",
    "jual": "penjualan menjual dodol adol sade",
    "kerja": "kerjo gawean padamelan",
    "ktp": "ektp ektpku ktpel ktpku ktpelektronik",
    "lahir": "kelahiran lahiran lair lairan",
    "lapor": "pelaporan laporan melapor melaporkan",
    "legalisasi": "legalisir dilegalisir ngelegalisir",
    "listrik": "setrum listriknya",
    "mandiri": "mandirian",
    "mengalir": "mili ngalir",
    "meninggal": "wafat meninggalnya seda tilar kematian almarhum sedo mangkat",
    "meterai": "materai",
    "mobil": "mobilnya",
    "motor": "montor motornya",
    "mutasi": "pemindahan",
    "nama": "jeneng asma",
    "nikah": "kawin perkawinan pernikahan menikah rabi",
    "nomor": "nomer no nmr",
    "orang": "tiyang uwong",
    "pajak": "pajeg pajeknya pajaknya",
    "pasang": "pemasangan memasang masang",
    "paspor": "pasport passport paspot",
    "pecah": "pemecahan memecah",
    "pelat": "plat",
    "pengadilan": "pengadilannya",
    "perpanjang": "perpanjangan memperpanjang diperpanjang manjangin manjang manjangake",
    "pindah": "pindahan perpindahan kepindahan",
    "pinjam": "pinjaman meminjam utang hutang ngutang",
    "praktik": "praktek",
    "prangko": "perangko",
    "putus": "pedot",
    "rekam": "perekaman merekam",
    "rumah": "omah griya",
    "rusak": "kerusakan rusaknya patah robek buram burem luntur pudar sobek suwek terbakar kobong bubrah",
    "sakit": "lara gerah",
    "sertifikat": "sertipikat sertifikatnya sertipikatnya",
    "sidang": "persidangan",
    "surat": "layang suratnya",
    "tanah": "lemah tanahnya",
    "tidak": "ora gak ga nggak ngga ndak tdk mboten gabisa enggak",
    "tunggakan": "nunggak menunggak telat",
    "uang": "duit dhuwit yatra",
    "ubah": "perubahan mengubah merubah rubah ngubah",
    "umrah": "umroh",
    "usaha": "usahanya dagang bakul dodolan warung toko lapak",
}

_PHRASES = {
    "kartu keluarga": "kk",
    "kartu tanda penduduk": "ktp",
    "kartu identitas anak": "kia",
    "kartu indonesia sehat": "kis",
    "identitas kependudukan digital": "ikd",
    "surat izin mengemudi": "sim",
    "surat tanda nomor kendaraan": "stnk",
    "surat keterangan catatan kepolisian": "skck",
    "catatan kepolisian": "skck",
    "kelakuan baik": "skck",
    "nomor induk berusaha": "nib",
    "nomor induk kependudukan": "nik",
    "nomor pokok wajib pajak": "npwp",
    "pajak bumi dan bangunan": "pbb",
    "pajak bumi bangunan": "pbb",
    "izin mendirikan bangunan": "imb",
    "jaminan hari tua": "jht",
    "kredit usaha rakyat": "kur",
}

#: Words that are written in capitals when a query is said back.
ABBREVIATIONS = frozenset(_PHRASES.values()) | frozenset(
    "bpjs imei lpse oss pbg pdam pirt pkh pln ppid slf spt".split()
)

#: Words that carry no wish.
FILLERS = frozenset(
    "aku apa apakah arep badhe bagaimana bagi bisa cara caranya dan dari dengan dgn di donya e el gimana golek "
    "ingin karena ke kalau kalo kami kepiye kepripun layanan mau mengurus minta nang ngurus njaluk nyuwun oleh pada "
    "pados pelayanan pengen pengurusan perlu piye pingin punya saya sama sampun secara sing sudah tentang terus tolong "
    "udah untuk urus utk wis wong yang yg".split()
)

_ENDINGS = ("nya", "kan", "an", "in", "ne", "mu", "i", "e", "ku")
_BEGINNINGS = (
    "memper",
    "diper",
    "mem",
    "men",
    "me",
    "pem",
    "pen",
    "per",
    "pe",
    "ber",
    "ter",
    "nge",
    "ng",
    "ke",
    "di",
    "se",
)

#: Every form and the word it is folded to.
FORMS = {form: word for word, forms in _FORMS.items() for form in forms.split()}
_LONG_NAMES = sorted(((tuple(k.split()), v) for k, v in _PHRASES.items()), key=lambda pair: -len(pair[0]))
#: Sounds that people write in several ways, in the order in which they are made one: pake/pakai, poto/foto, idjin/izin,
#: lair/lahir, kerjo/kerja, wakap/wakaf.
_SOUNDS = (
    (re.compile("ph|f|v"), "p"),
    (re.compile("dj|z"), "j"),
    (re.compile("tj"), "c"),
    (re.compile("oe"), "u"),
    (re.compile("x"), "ks"),
    (re.compile("q"), "k"),
    (re.compile("sy"), "s"),
    (re.compile("h"), ""),
    (re.compile("ai"), "e"),
    (re.compile("au"), "o"),
    (re.compile(r"o$"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)
#: Shortest word of a long name in which a slip is forgiven.
_SLIP_IN_NAME = 6
_SHORT_HYPHEN = re.compile(r"\b([a-z0-9]{1,2})-([a-z0-9]+)\b|\b([a-z0-9]+)-([a-z0-9]{1,2})\b")
_WORD = re.compile(r"[a-z0-9]+")


def plain_words(text: str) -> list[str]:
    """The words as typed: lower case, no accents; `e-KTP` and `AK-1` are one word each."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    joined = _SHORT_HYPHEN.sub(lambda m: "".join(part for part in m.groups() if part), bare)
    return _WORD.findall(joined)


def fold(text: str) -> list[str]:
    """The words of a text in the catalogue's spelling, long document names as their usual short
    form.
    """
    words = [FORMS.get(word, word) for word in plain_words(text)]
    folded: list[str] = []
    while words:
        taken, name = _long_name(words)
        folded.append(name)
        words = words[taken:]
    return folded


def heard(word: str) -> str:
    """A word as it sounds: two words that people spell alike by ear have the same."""
    for written, sound in _SOUNDS:
        word = written.sub(sound, word)
    return word


def stems(word: str) -> Iterator[str]:
    """What is left of a word without its usual endings and beginnings (kemahalan → mahal), longest
    first.
    """
    shorter = [word, *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))]
    bare = [form.removeprefix(start) for form in shorter for start in ("", *_BEGINNINGS) if form.startswith(start)]
    yield from (stem for stem in dict.fromkeys(bare) if 3 <= len(stem) < len(word))


def without_fillers(words: list[str]) -> list[str]:
    """The words that carry the wish; all of them when nothing else is left."""
    return [word for word in words if word not in FILLERS] or words


def one_edit_apart(a: str, b: str) -> bool:
    """Whether one letter more, less, different or swapped with its neighbour turns `a` into `b`."""
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(b) == len(a) + 1:
        return a[at:] == b[at + 1 :]
    swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return len(a) == len(b) and (a[at + 1 :] == b[at + 1 :] or swapped)


def _long_name(words: list[str]) -> tuple[int, str]:
    for name, short in _LONG_NAMES:
        if len(words) >= len(name) and all(map(_meant, words, name)):
            return len(name), short
    return 1, words[0]


def _meant(typed: str, word: str) -> bool:
    return typed == word or (len(word) >= _SLIP_IN_NAME and one_edit_apart(typed, word))
