"""The sections about figures and what is kept."""

from server.config.forms import clock, delimiter, email, host, path
from server.config.kinds import choice, flag, list_of, text, whole
from server.config.reading import Section
from server.config.records import Backup, Export, ExportFormat, Mail, Privacy, ReportBy, Security, Statistics


def read_export(section: Section) -> Export:
    """Read how figures are written, and what is written by itself."""
    mail = section.group("mail", Mail)
    export = Export(
        delimiter=section.take("delimiter", delimiter()),
        decimal=section.take("decimal", choice([",", "."])),
        encoding=section.take("encoding", choice(["utf-8-sig", "utf-8"])),
        daily=section.take("daily", flag()),
        at=section.take("at", clock()),
        folder=section.take("folder", path("a folder")),
        formats=section.take("formats", list_of(choice(ExportFormat, "format"), "formats")),
        mail=_mail(mail),
    )
    written = [section.values[key] for key in ("delimiter", "decimal") if key in section.values]
    if export.delimiter == export.decimal and written:
        written[0].wrong(f'"{export.decimal}" cannot stand between columns and inside numbers too')
    return export


def _mail(mail: Section) -> Mail:
    to = mail.take("to", list_of(email(), "addresses", at_least=0))
    read = Mail(
        to=to,
        sender=mail.take("sender", email()),
        host=mail.take("host", host()),
        port=mail.take("port", whole(1, 65535)),
        security=mail.take("security", choice(Security)),
        user=mail.take("user", text()),
        password_file=mail.take("password_file", path("a file")),
    )
    if to:
        for key, kind in (("sender", email()), ("host", host())):
            if key not in mail.values:
                mail.missing(key, kind.expected)
    return read


def read_privacy(section: Section) -> Privacy:
    """Read how long what is kept."""
    return Privacy(
        contact_retention_days=section.take("contact_retention_days", whole(0, 30)),
        ticket_events_days=section.take("ticket_events_days", whole(1, 3660)),
        staff_log_days=section.take("staff_log_days", whole(1, 3660)),
        totals_years=section.take("totals_years", whole(1, 50)),
    )


def read_backup(section: Section) -> Backup:
    """Read whether and where the daily copy is made."""
    return Backup(
        daily=section.take("daily", flag()),
        folder=section.take("folder", path("a folder")),
        keep_days=section.take("keep_days", whole(1, 366)),
    )


def read_statistics(section: Section) -> Statistics:
    """Read whose figures are shown."""
    return Statistics(
        report_by=section.take("report_by", choice(ReportBy)),
        public_status=section.take("public_status", flag()),
    )
