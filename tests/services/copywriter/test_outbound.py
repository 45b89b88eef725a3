"""Where requests may go, whatever an address looks like and whoever answers for its name."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_network
from threading import Event
from typing import Any

import pytest
from model_server import ModelServer, says

from app.copywriter.brief import EndpointBusy, EndpointRefused
from app.copywriter.endpoint import Endpoint, Speaker, Turn
from app.copywriter.trouble import Trouble
from app.core.outbound import LOCAL_NETWORKS, AddressRefused, may_be_reached, reachable_addresses

ASK = [Turn(Speaker.USER, "hello")]
NEVER = [
    "169.254.169.254", "fe80::1%eth0", "fec0::1", "0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "ff02::1", "240.0.0.1",
    "255.255.255.255", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "100.100.100.200",
    "fd00:ec2::254", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
]
LOCAL = ["127.0.0.1", "127.9.9.9", "::1", "10.0.0.8", "172.31.0.1", "192.168.1.5", "fd12:3456::1", "::ffff:127.0.0.1"]


def name_leads_to(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], list[str]]) -> None:
    """Every name of example.com is answered so; numbers are read as ever."""
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        if not host.endswith("example.com"):
            return real(host, port, *args, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer()]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_some_addresses_are_never_reached_even_when_all_are_allowed() -> None:
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    assert [address for address in NEVER if may_be_reached(address, everything)] == []


def test_local_addresses_are_reached_only_where_they_are_allowed() -> None:
    assert [address for address in LOCAL if not may_be_reached(address, LOCAL_NETWORKS)] == []
    odd = ["100.64.0.1", "198.18.0.1", "::1.2.3.4"]
    assert [address for address in [*LOCAL, *odd] if may_be_reached(address, ())] == []


def test_the_internet_is_reached() -> None:
    assert may_be_reached("93.184.215.14", ())
    assert may_be_reached("2606:2800:21f:cb07::1", ())


@pytest.mark.parametrize("host", ["0177.1", "0x7f.1", "2130706433", "localhost"])
def test_another_spelling_of_this_machine_is_this_machine(host: str) -> None:
    assert reachable_addresses(host, 80, 2, LOCAL_NETWORKS)[0] in {"127.0.0.1", "::1"}
    with pytest.raises(AddressRefused):
        reachable_addresses(host, 80, 2, ())


@pytest.mark.parametrize("address", [
    "http://169.254.169.254/v1", "http://0xa9fea9fe/v1", "http://2852039166/v1", "http://[::ffff:169.254.169.254]/v1",
    "http://[64:ff9b::a9fe:a9fe]/v1", "http://api.example.com@169.254.169.254/v1",
])
def test_a_disguised_metadata_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(EndpointRefused) as caught:
        Endpoint(address, "m", timeout_seconds=2).complete(ASK)
    assert caught.value.code == Trouble.ADDRESS_REFUSED.value


def test_a_model_on_this_machine_needs_its_network_named() -> None:
    with ModelServer(says("hi")) as server:
        assert Endpoint(server.base_url, "m").complete(ASK).text == "hi"
        with pytest.raises(EndpointRefused):
            Endpoint(server.base_url, "m", networks=()).complete(ASK)
    assert len(server.requests) == 1


def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was judged is what is connected to: the second answer would lead to the metadata address."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    name_leads_to(monkeypatch, lambda: next(answers))
    with ModelServer(says("hi")) as server:
        address = server.base_url.replace("127.0.0.1", "models.example.com")
        assert Endpoint(address, "m").complete(ASK).text == "hi"
        with pytest.raises(EndpointRefused):
            Endpoint(address, "m").complete(ASK)
    assert server.requests[0].headers["host"].startswith("models.example.com:")


def test_of_several_addresses_the_allowed_one_that_answers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    name_leads_to(monkeypatch, lambda: ["169.254.1.1", "::1", "127.0.0.1"])
    with ModelServer(says("hi")) as server:
        address = server.base_url.replace("127.0.0.1", "models.example.com")
        assert Endpoint(address, "m", networks=LOCAL_NETWORKS).complete(ASK).text == "hi"


def test_a_look_up_that_never_ends_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()

    def late() -> list[str]:
        answered.wait(5)
        return ["127.0.0.1"]

    name_leads_to(monkeypatch, late)
    with pytest.raises(EndpointBusy) as caught:
        Endpoint("http://slow.example.com/v1", "m", timeout_seconds=0.1).complete(ASK)
    answered.set()
    assert caught.value.code == Trouble.TIMED_OUT.value


def test_a_name_nobody_knows_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    name_leads_to(monkeypatch, unknown)
    with pytest.raises(EndpointBusy) as caught:
        Endpoint("http://nowhere.example.com/v1", "m").complete(ASK)
    assert caught.value.code == Trouble.UNREACHABLE.value
