"""What the teaching chapters call: plain printed numbers, the box to try a number in, the notebooks."""
