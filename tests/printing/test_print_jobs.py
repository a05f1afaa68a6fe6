from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction

from tests.printing import escpos_reader
from tillbook.kernel import sets
from tillbook.kernel.ids import new_id
from tillbook.kernel.refusals import Stale
from tillbook.org import operations as org
from tillbook.printing import operations as printing
from tillbook.printing import queries, rules
from tillbook.printing.refusals import NoReceipt, NoSuchPrinter, NotFailed, PrinterUnfit
from tillbook.printing.types import JobState, Wanted

KICK = b"\x1bp"


def job_of(counter, job):
    with counter.working():
        return queries.job(job)


def says(stream):
    return [line for line in escpos_reader.read(stream)[0] if line]


def test_a_receipt_reaches_the_printer_and_the_drawer_opens(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine, kicks_drawer=True)
    [job] = counter.queues(Wanted(printer.id, counter.sold()))
    assert counter.works(printer) is None
    paper = machine.printed()
    assert "Receipt                       T1-1-S000017" in says(paper)
    assert "Cash                                100.00" in says(paper)
    assert KICK in {token.name for token in escpos_reader.tokens(paper)}
    stored = job_of(counter, job)
    assert (stored.state, stored.tries, stored.title) == (JobState.PRINTED, 1, "T1-1-S000017")
    assert stored.printed_on == printer.id


def test_a_receipt_that_prints_late_leaves_the_drawer_shut(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine, kicks_drawer=True)
    counter.queues(Wanted(printer.id, counter.sold()))
    counter.now += queries.DRAWER_WAITS + timedelta(seconds=1)
    counter.works(printer)
    assert KICK not in {token.name for token in escpos_reader.tokens(machine.printed())}


def test_the_worker_is_told_in_the_same_transaction(counter, listening):
    printer = counter.has_printer(listening())
    with counter.working():
        printing.queue([Wanted(printer.id)], by=counter.house, at=counter.now)
        transaction.set_rollback(True)
    told = "SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'printer' = %s"
    with counter.working():
        assert sets.execute(told, [str(printer.id)]) == [(0,)]
    counter.queues(Wanted(printer.id))
    with counter.working():
        assert sets.execute(told, [str(printer.id)]) == [(1,)]


def test_a_second_print_of_the_same_sale_is_marked_and_leaves_the_drawer_shut(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine, kicks_drawer=True)
    sale = counter.sold()
    counter.queues(Wanted(printer.id, sale), Wanted(printer.id, sale))
    counter.works(printer)
    first, second = machine.printed() and machine.jobs
    assert not any("REPRINT" in line for line in says(first))
    assert any("REPRINT" in line for line in says(second))
    assert KICK not in {token.name for token in escpos_reader.tokens(second)}


def test_of_two_originals_asked_for_in_the_same_moment_one_is_a_copy(
    counter, listening, monkeypatch
):
    # Neither sees the other's job yet: the database decides.
    monkeypatch.setattr(printing, "_asked_before", lambda _documents: set())
    printer, sale = counter.has_printer(listening()), counter.sold()
    jobs = [counter.queues(Wanted(printer.id, sale))[0] for _ in range(2)]
    assert [job_of(counter, job).is_copy for job in jobs] == [False, True]


def test_a_printer_that_is_off_is_tried_again_until_it_is_back(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine)
    machine.switch_off()
    first, second = counter.queues(Wanted(printer.id, counter.sold()), Wanted(printer.id))
    due_at = counter.works(printer)
    assert due_at == counter.now + timedelta(seconds=2)
    waiting = job_of(counter, first)
    assert (waiting.state, waiting.tries) == (JobState.QUEUED, 1)
    assert "switched on" in waiting.last_error
    assert job_of(counter, second).tries == 0, "the older job goes first"

    machine.switch_on()
    assert counter.works(printer) == due_at, "nothing is tried before its time"
    counter.now = due_at
    assert counter.works(printer) is None
    machine.printed()
    assert [job_of(counter, job).state for job in (first, second)] == [JobState.PRINTED] * 2
    assert len(machine.jobs) == 2
    assert any("T1-1-S000017" in line for line in says(machine.jobs[0]))


def test_a_job_that_was_given_up_is_shown_and_can_be_taken_up_again(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine)
    machine.switch_off()
    [job] = counter.queues(Wanted(printer.id))
    begun = counter.now
    while due_at := counter.works(printer):
        counter.now = due_at
    assert counter.now - begun <= rules.GIVE_UP_AFTER
    failed = job_of(counter, job)
    assert failed.state is JobState.FAILED
    assert failed.last_error
    with counter.working():
        assert queries.page_of_jobs(state=JobState.FAILED)["data"] == [failed]

    machine.switch_on()
    with counter.working():
        printing.retry(job, by=counter.house, at=counter.now)
    assert counter.works(printer) is None
    machine.printed()
    assert job_of(counter, job).state is JobState.PRINTED
    with pytest.raises(NotFailed), counter.working():
        printing.retry(job, by=counter.house, at=counter.now)


def test_a_torn_receipt_is_printed_again_as_a_whole(counter, listening):
    machine = listening(drops=100)
    printer = counter.has_printer(machine)
    [job] = counter.queues(Wanted(printer.id, counter.sold()))
    counter.now = counter.works(printer)
    assert "incomplete" in job_of(counter, job).last_error
    assert machine.jobs == []
    machine.drops = None
    assert counter.works(printer) is None
    assert any("Thank" in line or "Change" in line for line in says(machine.printed()))
    assert job_of(counter, job).state is JobState.PRINTED


@pytest.mark.parametrize(
    "state,value,words", [("paper", 0x7E, "out of paper"), ("offline", 0x16, "cover is open")]
)
def test_a_printer_that_tells_its_trouble_gets_nothing_until_it_is_over(
    counter, listening, state, value, words
):
    machine = listening(answers=True)
    setattr(machine, state, value)
    printer = counter.has_printer(machine)
    [job] = counter.queues(Wanted(printer.id))
    counter.now = counter.works(printer)
    assert words in job_of(counter, job).last_error
    setattr(machine, state, 0x12)
    assert counter.works(printer) is None
    machine.printed()
    assert len(machine.jobs) == 1


def test_the_second_printer_takes_over_in_its_own_width(counter, listening):
    first, second = listening(), listening()
    narrow = counter.has_printer(second, "Counter 2", columns=32)
    printer = counter.has_printer(first, fallback=narrow.id)
    first.switch_off()
    [job] = counter.queues(Wanted(printer.id, counter.sold()))
    for _ in range(2):
        counter.now = counter.works(printer)
    assert counter.works(printer) is None
    assert "Receipt             T1-1-S000017" in says(second.printed())
    assert job_of(counter, job).printed_on == narrow.id


def test_a_new_job_wakes_those_that_wait_but_not_the_one_being_sent(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine)
    machine.switch_off()
    [waiting] = counter.queues(Wanted(printer.id))
    counter.works(printer)
    counter.queues(Wanted(printer.id))
    with counter.working():
        taken = printing.claim(printer.id, at=counter.now)
        assert taken.job.id == waiting
    counter.queues(Wanted(printer.id))
    with counter.working():
        assert printing.claim(printer.id, at=counter.now) is None
        later = counter.now + rules.CLAIM
        assert printing.claim(printer.id, at=later).job.id == waiting, "its worker died"


def test_a_receipt_that_cannot_be_written_does_not_hold_up_the_others(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine)
    broken, fine = counter.queues(Wanted(printer.id, counter.sold()), Wanted(printer.id))
    with counter.working():
        sets.execute("UPDATE printing_job SET document = %s WHERE id = %s", [new_id(), broken])
    assert counter.works(printer) is None
    machine.printed()
    assert job_of(counter, broken).state is JobState.FAILED
    assert job_of(counter, fine).state is JobState.PRINTED


def test_a_return_names_its_sale(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine)
    sale = counter.sold()
    counter.queues(Wanted(printer.id, counter.sold("chic_threads_return", of=sale)))
    counter.works(printer)
    assert "Refund for                    T1-1-S000017" in says(machine.printed())


def test_the_footer_and_the_language_are_settings_of_the_place(counter, listening):
    machine = listening()
    printer = counter.has_printer(machine)
    with counter.working():
        for setting, value in (
            (queries.RECEIPT_FOOTER, "Bis bald!\x1bp\x01"),
            (queries.RECEIPT_LANGUAGE, "de"),
        ):
            queries.settings.change(
                setting, value, location=counter.location, by=counter.house, at=counter.now
            )
    counter.queues(Wanted(printer.id, counter.sold()))
    counter.works(printer)
    lines = says(machine.printed())
    assert "Beleg                         T1-1-S000017" in lines
    assert lines[-1].strip() == "Bis bald!p"


def test_what_cannot_be_printed_is_refused_at_once(counter, listening):
    printer = counter.has_printer(listening())
    with pytest.raises(NoSuchPrinter):
        counter.queues(Wanted(new_id()))
    with pytest.raises(NoReceipt):
        counter.queues(Wanted(printer.id, new_id()))


@pytest.mark.parametrize(
    "facts,pointer",
    [
        ({"host": "printer; rm"}, "/host"),
        ({"host": "http://10.0.0.1"}, "/host"),
        ({"host": "-x"}, "/host"),
        ({"host": ""}, "/host"),
        ({"port": 25}, "/port"),
        ({"columns": 500}, "/columns"),
        ({"code_pages": ("PC999",)}, "/code_pages"),
        ({"code_pages": ()}, "/code_pages"),
        ({"name": " "}, "/name"),
        ({"location": UUID(int=1)}, "/location"),
        ({"fallback": UUID(int=1)}, "/fallback"),
    ],
)
def test_a_printer_that_makes_no_sense_is_refused(counter, listening, monkeypatch, facts, pointer):
    monkeypatch.delattr(settings, "TILLBOOK_PRINTER_PORTS")
    monkeypatch.setattr(settings, "TILLBOOK_PRINTER_PORTS", {9100}, raising=False)
    printer = counter.has_printer(type("Raw", (), {"port": 9100}))
    changed = replace(printer, **facts)
    with pytest.raises(PrinterUnfit) as refused, counter.working():
        printing.change(changed, by=counter.house, at=counter.now)
    assert [error["pointer"] for error in refused.value.facts["errors"]] == [pointer]


def test_two_people_cannot_change_a_printer_over_each_other(counter, listening):
    printer = counter.has_printer(listening())
    for name in ("Bar", "Counter"):
        changed = replace(printer, name=name)
        if name == "Counter":
            with pytest.raises(Stale), counter.working():
                printing.change(changed, by=counter.house, at=counter.now)
        else:
            with counter.working():
                printing.change(changed, by=counter.house, at=counter.now)


def test_waiting_grows_and_ends(counter):
    at, asked = counter.now, counter.now
    waits = []
    for tries in range(1, 100):
        due = rules.next_try(tries, asked_at=asked, at=at)
        if due is None:
            break
        waits.append((due - at).seconds)
        at = due
    assert waits[:6] == [2, 4, 8, 15, 30, 60]
    assert sum(waits) <= rules.GIVE_UP_AFTER.seconds


def test_queuing_needs_the_same_statements_for_one_receipt_and_for_twenty(
    counter, listening, statements
):
    printer = counter.has_printer(listening())
    counts = []
    for number in (1, 20):
        sold = [counter.sold() for _ in range(number)]
        with statements() as seen:
            counter.queues(*(Wanted(printer.id, sale) for sale in sold))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_works_elsewhere_prints_no_receipt_of_here(counter, listening):
    elsewhere = replace(counter.house, locations=frozenset({new_id()}))
    printer, sale = counter.has_printer(listening()), counter.sold()
    with pytest.raises(NoSuchPrinter), counter.working():
        printing.queue([Wanted(printer.id, sale)], by=elsewhere, at=counter.now)
    with counter.working():
        bar = org.open_location(
            code="BAR", name="Bar", time_zone="Europe/Berlin", by=counter.house, at=counter.now
        )
        moved = replace(printer, location=bar)
        printing.change(moved, by=counter.house, at=counter.now)
    barkeeper = replace(counter.house, locations=frozenset({bar}))
    with pytest.raises(NoReceipt), counter.working():
        printing.queue([Wanted(printer.id, sale)], by=barkeeper, at=counter.now)
