"""The audit from outside: what the tills printed against what the tables hold.

It reads the tills' own journal files and the database by SQL of its own; no code of the server is
asked whether the server is right.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from storm.founding import OPENING_MILLI
from storm.till import Document, canonical

Rows = list[tuple[Any, ...]]


def journals(folder: Path) -> list[Document]:
    """Read everything the tills wrote down before they sent it."""
    return [
        json.loads(line)
        for file in sorted(folder.glob("*.journal"))
        for line in file.read_bytes().splitlines()
    ]


class Audit:
    """Compares; `faults` maps a question to what was found against it, `figures` counts."""

    def __init__(self, dsn: str, business: str, printed: Sequence[Document]) -> None:
        self._printed = {each["id"]: each for each in printed}
        self.faults: dict[str, list[str]] = {}
        with psycopg.connect(dsn) as self._database:
            self._database.execute("SELECT set_config('tillbook.business', %s, true)", [business])
            self._existence()
            self._effects()
            self._books()
            self._shifts()
            self._series()

    def _ask(self, question: str, found: Iterable[object]) -> None:
        listed = [str(each)[:300] for each in found]
        self.faults[question] = listed[:20]

    def _rows(self, sql: str) -> Rows:
        return self._database.execute(sql.encode()).fetchall()

    def _existence(self) -> None:
        stored = {
            str(key): (state, content)
            for key, state, content in self._rows(
                "SELECT d.id, d.state, coalesce(d.content, s.content) FROM sync_document d"
                " LEFT JOIN sales_sale s ON s.id = d.id"
            )
        }
        self._ask("lost", self._printed.keys() - stored.keys())
        self._ask("phantom", stored.keys() - self._printed.keys())
        self._ask("phantom sales", [
            row for row in self._rows("SELECT id::text FROM sales_sale")
            if row[0] not in self._printed
        ])  # fmt: skip
        self._ask("not posted", [key for key, (state, _) in stored.items() if state != "POSTED"])
        self._ask("content differs", [
            key for key, (_state, content) in stored.items()
            if key in self._printed and _hash(content) != self._printed[key]["hash"]
        ])  # fmt: skip
        self._ask("in quarantine", self._rows("SELECT code, reason FROM sync_quarantined"))

    def _effects(self) -> None:
        """Each document has its entry, its payments and its moves once: none half, none double."""
        expected: dict[str, Counter[str]] = defaultdict(Counter)
        for document in self._sales():
            money = [*document["tenders"], *([{"amount": 0}] if document["change"] else [])]
            expected[document["id"]] = Counter(
                entries=1,
                payments=len(money),
                moves=sum(line.get("restock", True) for line in document["cart"]["lines"]),
                lines=len(document["cart"]["lines"]),
            )
        for name, sql in (
            ("entries", "SELECT source, count(*) FROM ledger_entry GROUP BY source"),
            ("payments", "SELECT source, count(*) FROM payments_payment GROUP BY source"),
            ("moves", "SELECT source, count(*) FROM stock_move GROUP BY source"),
            ("lines", "SELECT sale_id, count(*) FROM sales_saleline GROUP BY sale_id"),
        ):
            counts = {str(key): count for key, count in self._rows(sql)}
            self._ask(f"doubled or half: {name}", [
                (key, wanted[name], counts.get(key, 0)) for key, wanted in expected.items()
                if counts.get(key, 0) != wanted[name]
            ])  # fmt: skip

    def _books(self) -> None:
        """Stock and ledger are what all the printed documents together make."""
        sold: Counter[str] = Counter()
        books: Counter[str] = Counter()
        for document in self._sales():
            for line in document["cart"]["lines"]:
                if line.get("restock", True):
                    sold[line["variant"]] += int(line["quantity"]) * 1000
            books["revenue"] -= document["priced"]["net"]
            books["tax_payable"] -= document["priced"]["tax"]
            for tender in document["tenders"]:
                books[tender["tender"]] += tender["amount"]
        found = {
            str(key): milli
            for key, milli in self._rows("SELECT variant_id, on_hand_milli FROM stock_level")
        }
        self._ask("stock differs", [
            (key, OPENING_MILLI - sold[key], milli) for key, milli in found.items()
            if OPENING_MILLI - sold[key] != milli
        ])  # fmt: skip
        ledger: Counter[str] = Counter(dict(self._rows(
            "SELECT role, sum(amount)::bigint FROM ledger_line l JOIN ledger_account a"
            " ON a.id = l.account_id JOIN ledger_entry e ON e.id = l.entry_id"
            " WHERE e.purpose IN ('sale', 'return') GROUP BY role"
        )))  # fmt: skip
        roles = {"cash": "cash_drawer", "card": "card_clearing"}
        self._ask("ledger differs", [
            (name, amount, ledger[roles.get(name, name)]) for name, amount in books.items()
            if ledger[roles.get(name, name)] != amount
        ])  # fmt: skip
        self._ask("ledger does not balance", self._rows(
            "SELECT entry_id, sum(amount) FROM ledger_line GROUP BY 1 HAVING sum(amount) <> 0"
        ))  # fmt: skip

    def _shifts(self) -> None:
        """Each counted drawer was expected to hold what its documents put there."""
        cash: Counter[str] = Counter()
        for document in self._printed.values():
            if document["kind"] == "shift_open":
                cash[document["id"]] += document["float"]
            elif document["kind"] == "cash_movement":
                sign = 1 if document["direction"] == "in" else -1
                cash[document["shift"]] += sign * document["amount"]
            elif "tenders" in document:
                taken = [t["amount"] for t in document["tenders"] if t["tender"] == "cash"]
                cash[document["shift"]] += sum(taken) - document["change"]
        closed = {
            each["shift"]: each["counted"]
            for each in self._printed.values()
            if each["kind"] == "shift_close"
        }
        found = {str(row[0]): row[1:] for row in self._rows(
            "SELECT id, state, expected, counted FROM payments_shift"
        )}  # fmt: skip
        self._ask("drawer differs", [
            (shift, cash[shift], counted, found.get(shift)) for shift, counted in closed.items()
            if found.get(shift) != ("CLOSED", cash[shift], counted)
        ])  # fmt: skip

    def _series(self) -> None:
        """Places and numbers run from 1 to what each till issued, without gap or repeat."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for register, position in self._rows(
            "SELECT register_id, position FROM sync_document WHERE position IS NOT NULL"
        ):
            places[str(register)].append(position)
        issued = Counter(each["register"] for each in self._printed.values())
        self._ask("places have gaps", [
            register for register, count in issued.items()
            if sorted(places[register]) != list(range(1, count + 1))
        ])  # fmt: skip
        numbers = Counter(row[0] for row in self._rows("SELECT number FROM sync_document"))
        self._ask("numbers", [
            *(number for number, count in numbers.items() if count > 1),
            *({each["number"] for each in self._printed.values()} ^ numbers.keys()),
        ])  # fmt: skip

    def _sales(self) -> list[Document]:
        return [each for each in self._printed.values() if each["kind"] in {"sale", "return"}]


def _hash(content: str) -> str:
    return hashlib.sha256(canonical(json.loads(content)).encode()).hexdigest()
