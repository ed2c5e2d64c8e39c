"""What people here call things, and the word of the catalogue that is meant: everyday, old, chat and Javanese forms
(ngoko and krama), English, long names of documents, and words that carry no wish.

Only data: `spelling.py` puts queries and the catalogue's own words through it alike.
"""

from __future__ import annotations

#: The catalogue's word and its other forms in Indonesian and Javanese.
LOCAL = {
    "air": "banyu toya",
    "akta": "akte aktanya aktenya",
    "alamat": "alamate alamatku alamatnya",
    "ambil": "pengambilan mengambil ngambil njupuk jupuk mundhut mendhet",
    "anak": "bocah lare anake anakku anakke putra putri",
    "antrean": "antrian antri antre ngantri ngantre mengantre mengantri",
    "baru": "anyar enggal br",
    "bayar": "pembayaran membayar mbayar bayarnya",
    "bayi": "bayek bayen",
    "beli": "tuku tumbas",
    "buat": "bikin gawe pembuatan membuat bikinin mbuat nggawe damel ndamel",
    "buka": "mbukak mbikak bikak bukak mbuka membuka pembukaan",
    "cek": "ngecek mengecek pengecekan priksa mriksa",
    "cerai": "perceraian bercerai pegatan pegat",
    "cetak": "pencetakan mencetak nyetak nyithak cithak",
    "daftar": "pendaftaran mendaftar ndaftar daftarkan daptar dhaftar ndhaftar",
    "denda": "dendanya",
    "faskes": "paskes",
    "foto": "poto photo",
    "ganti": "penggantian mengganti pengganti nganti gantos nggantos nggenti",
    "hilang": "ilang kehilangan ngilang kelangan kecalan kecer tercecer ketinggalan kecopetan dicopet dicuri kecurian "
    "ical ilange hilangnya",
    "ijazah": "ijasah",
    "izin": "ijin perijinan perizinan izinnya",
    "jual": "penjualan menjual dodol adol sade",
    "kerja": "kerjo gawean padamelan kerjaan",
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
    "nikah": "kawin perkawinan pernikahan menikah rabi palakrama krama",
    "nomor": "nomer no nmr",
    "orang": "tiyang uwong",
    "pajak": "pajeg pajeknya pajaknya",
    "pasang": "pemasangan memasang masang",
    "paspor": "pasport passport paspot",
    "pecah": "pemecahan memecah",
    "pelat": "plat",
    "pengadilan": "pengadilannya",
    "perpanjang": "perpanjangan memperpanjang diperpanjang manjangin manjang manjangake",
    "pindah": "pindahan perpindahan kepindahan pindhah ngalih boyongan",
    "pinjam": "pinjaman meminjam utang hutang ngutang",
    "praktik": "praktek",
    "prangko": "perangko",
    "putus": "pedot",
    "rekam": "perekaman merekam",
    "rumah": "omah griya griyo",
    "rusak": "kerusakan rusaknya patah robek buram burem luntur pudar sobek suwek terbakar kobong bubrah risak",
    "sakit": "lara gerah",
    "sertifikat": "sertipikat sertifikatnya sertipikatnya",
    "sidang": "persidangan",
    "surat": "layang suratnya serat",
    "tanah": "lemah tanahnya siti",
    "tidak": "ora gak ga nggak ngga ndak tdk mboten boten gabisa enggak gk",
    "tunggakan": "nunggak menunggak telat",
    "uang": "duit dhuwit yatra arta",
    "ubah": "perubahan mengubah merubah rubah ngubah ngewahi",
    "umrah": "umroh",
    "usaha": "usahanya dagang bakul dodolan warung toko lapak wande bisnis",
}

#: The catalogue's word and how somebody says it who reads the pages in English.
ENGLISH = {
    "air": "water",
    "akta": "certificate",
    "alamat": "address",
    "anak": "child children kid",
    "bangunan": "building",
    "baru": "new first",
    "bayar": "pay payment",
    "bayi": "baby newborn",
    "buka": "open",
    "cerai": "divorce divorced",
    "daftar": "register registration apply",
    "disabilitas": "disability disabled",
    "ganti": "replace replacement",
    "haji": "hajj",
    "hilang": "lost lose missing stolen",
    "izin": "permit license licence",
    "kartu": "card",
    "kendaraan": "vehicle",
    "kerja": "job work employment",
    "kirim": "send",
    "lahir": "birth born",
    "listrik": "electricity",
    "meninggal": "death dead died",
    "mobil": "car",
    "motor": "motorcycle motorbike",
    "nama": "name",
    "nikah": "marriage marry married wedding",
    "paket": "parcel package",
    "pajak": "tax taxes",
    "penelitian": "research",
    "pengaduan": "complaint complain",
    "pensiun": "pension retirement",
    "perpanjang": "renew renewal extend extension",
    "pindah": "move moving moved",
    "pinjam": "loan",
    "rumah": "house",
    "rusak": "damaged broken torn",
    "sekolah": "school",
    "tagihan": "bill",
    "tanah": "land",
    "ubah": "change update correct correction",
    "usaha": "business shop",
}

#: Long names and the short form that people use.
SHORT_NAMES = {
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

#: What papers are called in English, and what is typed for them here.
ENGLISH_NAMES = {
    "id card": "ktp",
    "identity card": "ktp",
    "national id": "ktp",
    "child id card": "kia",
    "family card": "kk",
    "driving licence": "sim",
    "driving license": "sim",
    "driver s licence": "sim",
    "driver s license": "sim",
    "police clearance": "skck",
    "police record": "skck",
    "criminal record": "skck",
    "land certificate": "sertifikat tanah",
    "health insurance": "bpjs",
    "tax number": "npwp",
    "traffic ticket": "tilang",
    "traffic fine": "tilang",
    "bank account": "rekening",
    "stay permit": "izin tinggal",
    "sign language": "juru bahasa isyarat",
    "social assistance": "bansos",
}

#: Words that say little beside others: of "bikin ktp ilang" the loss is what matters.
LIGHT = frozenset({"buat"})

#: Words that carry no wish.
FILLERS = frozenset(
    "aku apa apakah arep badhe bagaimana bagi bisa bs cara caranya dan dari dengan dgn di donya dong e el gimana gmn "
    "golek i ingin iki karena kak ke kalau kalo kami kepiye kepripun kok kula layanan mau mbah mengurus minta mu nang "
    "ngurus njaluk nyuwun oleh pada pados pelayanan pengen pengurusan perlu piye pingin pripun punya saya sama sampun "
    "secara sing sudah sy tentang terus tolong udah untuk urus utk wis wong yang yg "
    "a an and for from get how in is looking my need of please the to want where with".split()
)
