"""What a provider tells of a message (signed), and the page on which staff see whether people were reached."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from config import Config
from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import N_, Forbidden, Unknown
from queue_app.notify import limits, outbox, report
from queue_app.notify.channels import offered
from queue_app.notify.channels.twilio import DELIVERIES, STATUS_PATH, is_from_twilio
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.identity import actor
from queue_app.web.request_forgery import no_csrf_token

messages = Blueprint("messages", __name__, template_folder="templates")

#: How staff read a message's kind, its channel and how it stands.
KINDS = {
    "ticket-issued": N_("Nomor diambil"),
    "leave": N_("Saatnya berangkat"),
    "near": N_("Tinggal tiga nomor"),
    "called": N_("Dipanggil"),
    "missed": N_("Terlewat"),
    "disturbance": N_("Gangguan"),
    "survey": N_("Survei"),
    "survey-reminder": N_("Pengingat survei"),
}
CHANNEL_NAMES = {"push": N_("Pemberitahuan"), "sms": "SMS", "whatsapp": "WhatsApp", "console": N_("Log")}
STANDS = {
    "pending": N_("Menunggu dikirim"),
    "sending": N_("Sedang dikirim"),
    "sent": N_("Terkirim"),
    "delivered": N_("Sampai"),
    "read": N_("Dibaca"),
    "failed": N_("Gagal"),
    "expired": N_("Tidak perlu lagi"),
}


class NotFromTwilio(Forbidden):
    """The signature is not Twilio's."""

    sentence = N_("Tanda tangan tidak cocok.")


@messages.post(STATUS_PATH)
@audience(PUBLIC)
@no_csrf_token
def told_by_twilio() -> ResponseReturnValue:
    """Keep what Twilio tells of a message. Told twice, or too late, is told once."""
    config: Config = current_app.extensions["config"]
    if config.twilio is None:
        raise Unknown()
    form, signature = request.form.to_dict(), request.headers.get("X-Twilio-Signature", "")
    if not is_from_twilio(config.twilio, config.public_url + STATUS_PATH, form, signature):
        raise NotFromTwilio()
    delivery = DELIVERIES.get(form.get("MessageStatus", ""))
    if delivery is not None:
        with transaction() as session:
            outbox.note_delivery(session, form.get("MessageSid", "")[:64], delivery)
    return "", 204


@messages.get("/manajer/pesan")
@audience("manager", "supervisor", "admin", "auditor")
def today() -> str:
    """Whether today's people were reached, and what is left of the budget."""
    config: Config = current_app.extensions["config"]
    with reading() as session:
        site = directory(session, actor().site_id).site
        day = clock.business_day(site.tz_name)
        told, used = report.of_day(session, site.id, day), limits.used(session, site.id, day)
    return render_template(
        "messages/today.html",
        told=told,
        used=used,
        budget=config.messages_per_day,
        channels=offered(config),
        kinds=KINDS,
        names=CHANNEL_NAMES,
        stands=STANDS,
        day=day,
    )
