"""A community whose zone left the zone data: nothing breaks, and whoever may repair it can."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import Community, User
from tests.browser import Visitor, sign_in


def test_a_zone_that_no_longer_exists_is_named_and_can_be_repaired(
    client: Visitor, session: Session, community: Community, alice: User
) -> None:
    community.timezone = "Mars/Olympus"
    session.flush()
    owner, root = sign_in(client, alice), f"/c/{community.id}"
    for address in ("/calendar", "/calendar/plan", "/calendar/campaigns", "/import/template.csv"):
        answer = owner.get(root + address)
        assert (answer.status_code, "Mars/Olympus" in answer.text) == (409, True), address
    for address in ("/", "/communities", f"{root}/community", f"{root}/library"):
        assert owner.get(address).status_code == 200, address
    assert "Mars/Olympus" in owner.get(f"{root}/community").text
    answer = owner.get(f"{root}/community/edit")
    assert answer.status_code == 200
    assert "Mars/Olympus" in answer.text
