"""A new channel: for each service, what people find there to paste."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, IntegerField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp
from wtforms.validators import Optional as MayBeEmpty

from app.accounts.service import MAX_PASSWORD, is_password
from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.text_fields import Email, Line, ShortLine
from app.models import Channel, User
from app.notifications.addresses import USUAL_PORTS, Encryption, MailServer, Service, mail_address, robot_address
from app.notifications.forms import WishesForm
from app.notifications.messengers import AddressInvalid, check

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\Z")
_ASCII = re.compile(r"[ -~]{0,200}\Z")
"""All that a sign-in to a mail server can carry."""
_KEYBOARD = _l("At most 200 Latin letters, digits and signs, as mail servers take them.")


class ChannelForm(WishesForm):
    """A new channel; `address` makes one of what was entered and is "" when that is impossible, which it then says."""

    asked: Sequence[str] = ()

    def address(self) -> str:
        """Each kind of channel makes its own."""
        raise NotImplementedError

    def is_sent_by(self, user: User) -> bool:
        """Whether enough was entered to believe that it is this person, not merely somebody at their browser."""
        return True


class RobotForm(ChannelForm):
    asked: Sequence[str] = ("webhook",)
    webhook = StringField(_l("Webhook address"), [DataRequired(_l("Paste the webhook address of the robot."))])
    service: Service

    def address(self) -> str:
        try:
            return robot_address(self.service, self.webhook.data or "", self._secret())
        except ValueError:
            self.webhook.errors = [
                _("This is no webhook address of this service; copy it from the settings of the robot.")
            ]
            return ""

    def _secret(self) -> str:
        return ""


class WecomForm(RobotForm):
    service = Service.WECOM


class FeishuForm(RobotForm):
    service = Service.FEISHU


class LarkForm(RobotForm):
    service = Service.LARK


class SlackForm(RobotForm):
    service = Service.SLACK


class DingtalkForm(RobotForm):
    service = Service.DINGTALK
    asked = ("webhook", "secret")
    secret = PasswordField(_l("Signing secret"))

    def _secret(self) -> str:
        return (self.secret.data or "").strip()


class MailForm(ChannelForm):
    """Links into the account of who forgot their password go this way, so the password itself opens it."""

    asked = ("to", "host", "encryption", "port", "user", "password", "sender", "own_password")
    to = EmailField(_l("Mail goes to"), [DataRequired(_l("Enter an e-mail address."))])
    host = StringField(_l("Mail server (SMTP)"), [
        DataRequired(_l("Enter the name of the mail server.")),
        Regexp(_HOST, message=_l("This is no name of a server; it looks like smtp.example.com.")),
    ])
    encryption = RadioField(_l("Encryption"), [InputRequired()], default=Encryption.SSL.value)
    port = IntegerField(
        _l("Port"), [MayBeEmpty(), NumberRange(1, 65535, _l("Enter a whole number from 1 to 65535, or nothing."))]
    )
    user = StringField(_l("User"), [Regexp(_ASCII, message=_KEYBOARD)])
    password = PasswordField(_l("Password"), [Regexp(_ASCII, message=_KEYBOARD)])
    sender = EmailField(_l("Mail comes from"))
    own_password = PasswordField(_l("Your password here"), [Length(max=MAX_PASSWORD)])

    def __init__(self, channel: Channel | None = None, **options: Any) -> None:
        super().__init__(channel, **options)
        self.encryption.choices = [(term.value, label(term)) for term in Encryption]

    def is_sent_by(self, user: User) -> bool:
        if user.password_hash is None:
            self.own_password.errors = [_("Set a password first, on the page of your profile.")]
        elif not is_password(user, self.own_password.data or ""):
            self.own_password.errors = [_("This is not your present password.")]
        return not self.errors

    def address(self) -> str:
        self.sender.data = self.sender.data or self.to.data
        if not cleaned(self, {"to": Email, "sender": Email, "user": ShortLine}):
            return ""
        encryption = Encryption(self.encryption.data)
        server = MailServer(
            self.host.data or "", self.port.data or USUAL_PORTS[encryption], encryption, self.user.data or "",
            self.password.data or "",
        )
        return mail_address(server, to=self.to.data or "", sender=self.sender.data or "")


class OtherForm(ChannelForm):
    asked = ("apprise",)
    apprise = PasswordField(_l("Apprise address"), [DataRequired(_l("Enter an address."))])

    def address(self) -> str:
        if not cleaned(self, {"apprise": Line}):
            return ""
        try:
            check(self.apprise.data or "")
        except AddressInvalid as error:
            part = str(error)
            self.apprise.errors = [
                _("“%(part)s” is not allowed in an address; the hint lists what is.", part=part[:40])
                if part
                else _("This is no address; it looks like ntfys://server/topic.")
            ]
            return ""
        return self.apprise.data or ""


FORMS: dict[Service, type[ChannelForm]] = {
    Service.EMAIL: MailForm, Service.WECOM: WecomForm, Service.FEISHU: FeishuForm, Service.LARK: LarkForm,
    Service.DINGTALK: DingtalkForm, Service.SLACK: SlackForm, Service.OTHER: OtherForm,
}
