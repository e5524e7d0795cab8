"""How fast Kith is and how much it holds: of itself, beside plain objects, beside what the machine can do, and beside peers."""
