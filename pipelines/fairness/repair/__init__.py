"""What a repair of the selection would mend, break and cost, and on whom another objective falls; nothing changes."""
