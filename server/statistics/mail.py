"""Sending a day's summary and report by e-mail: figures only, no ticket and no name."""

import mimetypes
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from server.config import Mail, Security

PATIENCE_S = 30


class NotSent(Exception):  # noqa: N818 - named for what has become of the mail
    """The mail server did not take it; the argument says why, in the server's or the system's words."""


def letter(mail: Mail, subject: str, text: str, files: dict[str, bytes]) -> EmailMessage:
    """Write a letter.

    Args:
        mail: whom it goes to.
        subject: its subject.
        text: what it says.
        files: what goes with it, by name.
    """
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = mail.sender, ", ".join(mail.to), subject
    written["Date"] = formatdate(localtime=False)
    written["Message-ID"] = make_msgid(domain=mail.sender.partition("@")[2])
    written.set_content(text)
    for name, content in files.items():
        kind, _, part = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        written.add_attachment(content, maintype=kind, subtype=part, filename=name)
    return written


def send(mail: Mail, message: EmailMessage) -> None:
    """Hand a letter to the mail server.

    Raises:
        NotSent: it was not taken.
    """
    try:
        with _server(mail) as server:
            if mail.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if mail.user:
                server.login(mail.user, _password(mail))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(str(trouble)) from None


def _password(mail: Mail) -> str:
    return mail.password_file.read_text(encoding="utf-8").strip() if mail.password_file else ""


def _server(mail: Mail) -> smtplib.SMTP:
    if mail.security is Security.TLS:
        safe = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE_S, context=safe)
    return smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE_S)
