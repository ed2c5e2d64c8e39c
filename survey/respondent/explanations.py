"""The official questions in plain words (ux.md 3.5 #11): help beside the instrument, never part of
it.

Each sentence says what to think of, never what to answer. An unsur without one shows none.
"""

from __future__ import annotations

from queue_app.errors import N_

EXPLAINED = {
    "persyaratan": N_("Berkas yang diminta cocok dengan urusan Anda dan tidak berlebihan."),
    "prosedur": N_("Langkah-langkahnya mudah dipahami dan mudah dijalani."),
    "waktu": N_("Sejak nomor Anda dipanggil sampai urusan selesai."),
    "biaya": N_("Yang Anda bayar untuk layanan ini. Tidak membayar apa pun berarti gratis."),
    "produk": N_("Hasil yang Anda terima, misalnya dokumen, sama dengan yang dijanjikan."),
    "kompetensi": N_("Petugas menguasai pekerjaannya dan dapat menjawab pertanyaan Anda."),
    "perilaku": N_("Cara petugas menyapa, mendengarkan, dan melayani Anda."),
    "sarpras": N_("Ruang tunggu, kursi, toilet, papan petunjuk, dan jalan bagi kursi roda."),
    "pengaduan": N_("Tempat menyampaikan keluhan dan cara keluhan ditangani, sejauh yang Anda lihat."),
}
