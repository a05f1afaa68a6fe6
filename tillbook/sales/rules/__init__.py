"""Pure decisions about sales: judging what arrived, and saying what the books get."""
