"""The blueprint of the report desk, and what its files are."""

from __future__ import annotations

from flask import Blueprint

report_desk = Blueprint(
    "report_desk",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/report_desk",
)

MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
