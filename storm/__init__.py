"""The storm: simulated tills, and faults, against a real Tillbook."""
