"""How fast Kith is and how much it holds, beside plain objects, what the machine can do, and peers."""
