"""What the teaching chapters call: printed numbers without marks, the box to try a number in, the notebooks."""
