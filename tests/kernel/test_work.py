"""Units of work, the outbox, the audit log and what needs attention."""

import threading

import pytest
from django.db.utils import Error

from tests.cast import MORNING
from tillbook.kernel import attention, audit, outbox, sets, settings
from tillbook.kernel.actors import house as house_of
from tillbook.kernel.ids import new_id
from tillbook.kernel.refusals import Conflict
from tillbook.kernel.settings import Setting, SettingUnfit
from tillbook.kernel.work import unit_of_work

BLIND = Setting("payments.blind", True, "Hide what is expected until the drawer is counted.")


def test_units_of_work_cannot_be_nested(working):
    with pytest.raises(RuntimeError, match="durable"), working(), working():
        pass


def test_the_business_is_forgotten_when_the_unit_ends(working):
    with working():
        attention.raise_all([attention.Finding("test.odd", new_id(), "odd")], at=MORNING)
    assert sets.execute("SELECT count(*) FROM kernel_attention") == [(0,)]


def test_an_event_and_its_cause_live_or_die_together(working):
    def fail():
        with working():
            outbox.announce("test.happened", [{"what": "nothing"}])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with working():
        assert sets.execute("SELECT count(*) FROM kernel_event") == [(0,)]
        outbox.announce("test.happened", [{"what": "one"}, {"what": "two"}])
    with working():
        assert sets.execute("SELECT count(*) FROM kernel_event") == [(2,)]


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE kernel_auditentry SET verb = 'nothing'",
        "DELETE FROM kernel_auditentry",
        "TRUNCATE kernel_auditentry",
    ],
)
def test_nobody_who_serves_can_rewrite_the_audit_log(house, working, attempt):
    with working():
        audit.record("test.done", "it", by=house, at=MORNING)
    with pytest.raises(Error, match="permission denied"), working():
        sets.execute(attempt)


def test_nobody_writes_for_another_business(working, house):
    with pytest.raises(Error, match="row-level security"), working():
        sets.execute(
            """
            INSERT INTO kernel_event (business_id, id, topic, facts)
            VALUES (%s, %s, 'test.forged', '{}')
            """,
            [new_id(), new_id()],
        )


def test_one_of_two_people_settles_an_item_and_the_other_is_told(house, working):
    with working():
        attention.raise_all([attention.Finding("test.odd", new_id(), "odd")], at=MORNING)
        [(item,)] = sets.execute("SELECT id FROM kernel_attention")
    outcomes = []

    def settle():
        try:
            with unit_of_work(by=house):
                attention.settle(item, note="seen", by=house, at=MORNING)
            outcomes.append("settled")
        except Conflict as refusal:
            outcomes.append(refusal.code)

    people = [threading.Thread(target=settle) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(outcomes) == ["kernel.attention_already_settled", "settled"]


def test_the_same_finding_is_filed_once(working):
    finding = attention.Finding("test.odd", new_id(), "odd")
    for _ in range(2):
        with working():
            attention.raise_all([finding, finding], at=MORNING)
    with working():
        assert attention.count_open() == 1


def test_a_setting_is_the_locations_before_the_businesss_before_the_default(house, working):
    shop, harbour = new_id(), new_id()
    with working():
        assert settings.value_of(BLIND, location=shop) is True
        settings.change(BLIND, False, location=None, by=house, at=MORNING)
        settings.change(BLIND, True, location=harbour, by=house, at=MORNING)
    with working():
        assert settings.value_of(BLIND, location=shop) is False
        assert settings.value_of(BLIND, location=harbour) is True
        assert settings.values_of([BLIND], location=harbour) == {"payments.blind": True}
    with working(house_of(new_id())):
        assert settings.value_of(BLIND) is True


def test_a_setting_refuses_a_value_of_another_kind(house, working):
    with pytest.raises(SettingUnfit), working():
        settings.change(BLIND, "yes", location=None, by=house, at=MORNING)
