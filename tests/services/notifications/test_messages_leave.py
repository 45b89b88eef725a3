"""Messages leave as the services want them, nowhere else, and a failure says why."""

from __future__ import annotations

from email import message_from_string
from email.header import decode_header, make_header
from ipaddress import ip_network

import pytest
from requests.adapters import HTTPAdapter
from stand_ins import Robots, mail_server, push_server

from app.notifications import messengers
from app.notifications.addresses import Encryption, MailServer, Service, mail_address, masked, robot_address
from app.notifications.defusing import GAP, defused
from app.notifications.messengers import MESSENGERS, AddressInvalid, check
from app.notifications.sending import send
from app.notifications.trouble import NotDelivered, Trouble

LOCAL = (ip_network("127.0.0.0/8"),)
WORDS = "“断奶”等你审核\nhttps://qunbi.example/c/1/review"
KEY = "73febdcb-1b38-4d1b-a994-790f21fc8d30"
WECOM = robot_address(Service.WECOM, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}")
FEISHU = robot_address(Service.FEISHU, f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}")
DINGTALK = robot_address(
    Service.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=566cc69da782ec33e42541b09b08551f", "SEC0123abc"
)
SLACK = robot_address(Service.SLACK, "https://hooks.slack.com/services/T0123ABCD/B0123ABCD/abcdefghijklmnopqrstuvwx")


@pytest.fixture
def robots(monkeypatch: pytest.MonkeyPatch) -> Robots:
    double = Robots()
    monkeypatch.setattr(HTTPAdapter, "send", double.send)
    return double


def trouble(address: str, networks: tuple[object, ...] = LOCAL) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        send(address, title="群笔 Qunbi", body=WORDS, networks=networks)  # type: ignore[arg-type]  # networks of tests
    return caught.value


@pytest.mark.parametrize(("address", "answer", "host", "text"), [
    (WECOM, '{"errcode":0,"errmsg":"ok"}', "https://qyapi.weixin.qq.com/", lambda sent: sent["text"]["content"]),
    (FEISHU, '{"code":0,"msg":"success"}', "https://open.feishu.cn/", lambda sent: sent["content"]["text"]),
    (DINGTALK, '{"errcode":0,"errmsg":"ok"}', "https://oapi.dingtalk.com/", lambda sent: sent["text"]["content"]),
    (SLACK, "ok", "https://hooks.slack.com/services/T0123ABCD/", str),
])
def test_a_robot_gets_the_words_as_its_maker_wants_them(
    robots: Robots, address: str, answer: str, host: str, text: object
) -> None:
    robots.answer = 200, answer
    send(address, title="群笔 Qunbi", body=WORDS, networks=())
    [(url, sent)] = robots.asked
    assert url.startswith(host)
    said = text(sent)  # type: ignore[operator]  # a lambda of the table
    assert "“断奶”等你审核" in said
    assert "群笔" in said or address == SLACK


@pytest.mark.parametrize(("address", "answer", "expected"), [
    (WECOM, (200, '{"errcode":93000,"errmsg":"invalid webhook url"}'), Trouble.GONE),
    (WECOM, (200, '{"errcode":45009,"errmsg":"api freq out of limit"}'), Trouble.TOO_OFTEN),
    (DINGTALK, (200, '{"errcode":310000,"errmsg":"keywords not in content"}'), Trouble.SAFETY_SETTINGS),
    (FEISHU, (200, '{"code":19021,"msg":"sign match fail"}'), Trouble.SAFETY_SETTINGS),
    (FEISHU, (200, "<html>please sign in to the network</html>"), Trouble.REFUSED),
    (SLACK, (404, "no_service"), Trouble.GONE),
    (SLACK, (503, "later"), Trouble.AWAY),
    (SLACK, (429, "rate_limited"), Trouble.TOO_OFTEN),
])
def test_a_robot_that_answers_200_and_takes_nothing_has_failed(
    robots: Robots, address: str, answer: tuple[int, str], expected: Trouble
) -> None:
    robots.answer = answer
    assert trouble(address).trouble is expected


def test_what_the_other_side_said_is_kept_without_the_token(robots: Robots) -> None:
    robots.answer = 200, f'{{"errcode":93000,"errmsg":"no robot {KEY}"}}'
    failure = trouble(WECOM)
    assert KEY not in failure.detail
    assert "no robot" in failure.detail
    assert len(failure.written()) < 300


def mail_to(port: int, **login: str) -> str:
    server = MailServer("127.0.0.1", port, Encryption.NONE, **login)
    return mail_address(server, to="rita@example.com", sender="qunbi@example.com")


def test_a_mail_is_handed_in_over_a_real_connection() -> None:
    with mail_server() as server:
        send(mail_to(server.port), title="群笔 Qunbi", body=WORDS, networks=LOCAL)
    mail = message_from_string(server.mails[0])
    assert str(make_header(decode_header(mail["Subject"]))) == "群笔 Qunbi"
    assert "rita@example.com" in mail["To"]
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    assert "等你审核" in b"".join(part for part in parts if isinstance(part, bytes)).decode()


def test_a_mail_server_that_refuses_is_quoted() -> None:
    with mail_server(RCPT="550 no such mailbox") as server:
        assert trouble(mail_to(server.port)).trouble is Trouble.REFUSED
    with mail_server(EHLO="250-mail.example\r\n250 AUTH PLAIN", AUTH="535 wrong password") as server:
        failure = trouble(mail_to(server.port, user="rita@example.com", password="p@ss/word?secret"))
    assert failure.trouble is Trouble.SIGN_IN
    assert "secret" not in failure.detail
    assert trouble(mail_to(server.port)).trouble is Trouble.UNREACHABLE


def test_pushes_reach_a_server_of_ones_own_and_follow_it_nowhere() -> None:
    with push_server() as (port, came):
        send(f"ntfy://127.0.0.1:{port}/notes", title="群笔 Qunbi", body=WORDS, networks=LOCAL)
    assert b"POST" in came[0]
    with push_server(302) as (port, _came):
        assert trouble(f"ntfy://127.0.0.1:{port}/notes").trouble is Trouble.REFUSED


@pytest.mark.allow_hosts(["127.0.0.1", "::1", "169.254.169.254"])  # ours is the refusal that is tested
@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "169.254.169.254", "localhost", "[::1]"])
@pytest.mark.parametrize("kind", ["ntfy://{host}:{port}/t", "mailto://{host}:{port}/?to=a@b.cn&from=a@b.cn&smtp={host}"])
def test_no_connection_is_made_into_a_network_that_is_not_named(host: str, kind: str) -> None:
    with push_server() as (port, came):
        failure = trouble(kind.format(host=host, port=port), networks=())
    assert came == []
    assert failure.trouble in {Trouble.ADDRESS_REFUSED, Trouble.NOT_UNDERSTOOD, Trouble.UNREACHABLE}
    if host in {"127.0.0.1", "169.254.169.254"}:
        assert failure.trouble is Trouble.ADDRESS_REFUSED


@pytest.mark.parametrize("address", [
    "json://example.com", "file:///etc/passwd", "nonsense", "", "mailto://h/?pgpkey=/etc/passwd", "slack://a/b/c?verify=no",
    "ntfy://h/t?attach=http://127.0.0.1/", "ntfy://h/t?redirect=yes", "ntfy://[broken/t",
    "ntfys://h/t?to=x;attach=/etc/passwd", "ntfys://h/t#?attach=/etc/passwd", "ntfys://h/t?to=x;verify=no",
    "ntfys://u:p@h/t?to=q#&verify=no", "mailto://h/?to=a@b.cn;pgpkey=/etc/passwd",
])
def test_an_address_asks_for_nothing_that_is_not_on_the_lists(address: str) -> None:
    with pytest.raises(AddressInvalid):
        check(address)


@pytest.mark.parametrize("end", ["?to=x;", "#?", "?to=x#&"])
def test_what_apprise_itself_reads_in_an_address_is_judged_too(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messengers, "check", lambda _address: None)
    with pytest.raises(AddressInvalid, match="attach="):
        messengers.messenger(f"ntfys://h/t{end}attach=/etc/passwd")


HOSTILE = "“<img src=http://evil.example/x.png><a href=http://evil.example>读</a>”等你审核"


def test_a_title_with_html_is_plain_text_in_a_mail() -> None:
    with mail_server() as server:
        send(mail_to(server.port), title="群笔 Qunbi", body=HOSTILE, networks=LOCAL)
    [part] = message_from_string(server.mails[0]).walk()
    payload = part.get_payload(decode=True)
    assert part.get_content_type() == "text/plain"
    assert isinstance(payload, bytes)
    assert HOSTILE in payload.decode().replace(GAP, "")


def test_a_title_with_html_is_no_link_in_telegram(robots: Robots) -> None:
    robots.answer = 200, '{"ok":true}'
    send("tgram://123456789:abcdefg_hijklmnop/12315544/", title="群笔 Qunbi", body=HOSTILE, networks=LOCAL)
    [(_url, sent)] = robots.asked
    assert f"&lt;{GAP}a" in sent["text"]
    assert "<a" not in sent["text"]


ORDERS = (
    "@everyone", "@here", "@all", "@所有人", "＠all", "@13800138000", "@rita", "<!channel>", "<!here|x>", "<@U123>",
    "<@&42>", "<#C1>", "<https://evil.example|读>", '<at user_id="all">所有人</at>', "[读](https://evil.example)",
    "![x](https://evil.example/x.png)", "[读][1]", "[1]: https://evil.example", "<img src=https://evil.example/x.png>",
)
UNDERSTOOD = (
    "@everyone", "@here", "@all", "@所有人", "＠all", "@138", "@rita", "<!", "<@", "<#", "<http", "<at", "</at", "](",
    "![", "][", "]: ", "<img", "&lt;!channel", "&lt;@U",
)
KINDS = {
    "wecombot": WECOM, "feishu": FEISHU, "lark": FEISHU.replace("feishu://", "lark://"), "dingtalk": DINGTALK,
    "slack": SLACK, "discord": f"discord://123456789/{'a' * 60}/", "tgram": "tgram://123456789:abcdefg_hijklmnop/123/",
    "ntfy": "ntfy://h.example/t", "ntfys": "ntfys://h.example/t", "gotify": "gotify://h.example/abcdefghijklmno",
    "gotifys": "gotifys://h.example/abcdefghijklmno", "bark": "bark://h.example/device",
    "barks": "barks://h.example/device", "schan": "schan://abcdefgh", "pushplus": f"pushplus://{'a' * 32}",
}


TAKEN = {"slack": "ok", **dict.fromkeys(("bark", "barks", "pushplus"), '{"code":200}')}


def test_every_kind_of_channel_is_tried_with_hostile_words() -> None:
    assert set(KINDS) | {"mailto", "mailtos"} == set(MESSENGERS)


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_people_wake_no_group_name_nobody_and_hide_no_address(robots: Robots, kind: str) -> None:
    robots.answer = 200, TAKEN.get(kind, '{"errcode":0,"code":0,"ok":true}')
    body = f"“{' '.join(ORDERS)}”等你审核\nhttps://qunbi.example/c/1/review"
    send(KINDS[kind], title="群笔 @all", body=body, networks=())
    assert robots.asked
    for _url, sent in robots.asked:
        said = "\n".join(texts_in(sent))
        assert "等你审核" in said
        assert "https://qunbi.example/c/1/review" in said
        assert [order for order in UNDERSTOOD if order in said] == []


def texts_in(sent: object) -> list[str]:
    """Every text of what was sent, however deep."""
    if isinstance(sent, str):
        return [sent]
    parts = sent.values() if isinstance(sent, dict) else sent if isinstance(sent, list) else ()
    return [text for part in parts for text in texts_in(part)]


def test_words_of_people_are_harmless_in_a_mail() -> None:
    with mail_server() as server:
        send(mail_to(server.port), title="群笔 Qunbi", body=f"“{' '.join(ORDERS)}”等你审核", networks=LOCAL)
    [part] = message_from_string(server.mails[0]).walk()
    payload = part.get_payload(decode=True)
    assert part.get_content_type() == "text/plain"
    assert isinstance(payload, bytes)
    assert [order for order in UNDERSTOOD if order in payload.decode()] == []


def test_defusing_changes_nothing_people_see_and_nothing_twice() -> None:
    words = " ".join((*ORDERS, "3 < 5", "a@", "[x] y", "邮箱 rita@example.com", "!"))
    once = defused(words)
    assert once.replace(GAP, "") == words
    assert defused(once) == once
    assert defused("https://qunbi.example/c/1/items/2?next=/profile#p") == (
        "https://qunbi.example/c/1/items/2?next=/profile#p"
    )


def test_an_address_is_shown_without_what_opens_it() -> None:
    assert masked(WECOM) == "wecombot://…8d30"
    assert masked("ntfy://h/t") == "ntfy://…"
    shown = masked(mail_to(25, user="rita@example.com", password="geheimnis"))
    assert shown == "r…@example.com"
    assert set(MESSENGERS) >= {"mailtos", "wecombot", "feishu", "lark", "dingtalk", "slack"}
